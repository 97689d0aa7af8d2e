/** Looks for one decision in a log: a file of lines, or a Redis stream, newest first. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { readDecisionLine } from './explain-decision.js'
import type { LoggedDecision } from './explain-decision.js'

/** The part of ioredis that is used. */
export interface StreamReader {
  xrevrange(key: string, end: string, start: string, count: 'COUNT', amount: number): Promise<[id: string, fields: string[]][]>
}

const BATCH = 1000

/** @returns `null` when no line has this id */
export async function findInFile(file: string, id: string): Promise<LoggedDecision | null> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const decision = line.includes(id) ? readDecisionLine(line) : null
    if (decision?.id === id) return decision
  }
  return null
}

export async function findInStream(reader: StreamReader, key: string, id: string): Promise<LoggedDecision | null> {
  for (let end = '+'; ; ) {
    const entries = await reader.xrevrange(key, end, '-', 'COUNT', BATCH)
    for (const [, fields] of entries) {
      const decision = readDecisionLine(fields[1] ?? '')
      if (decision?.id === id) return decision
    }
    const oldest = entries.at(-1)?.[0]
    if (oldest === undefined || entries.length < BATCH) return null
    end = `(${oldest}`
  }
}
