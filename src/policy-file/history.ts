/**
 * Revisions of a policy, beside the policy: what was in force, since when, who brought it, and what it decided in its
 * first hour. One folder: `index.jsonl`, appended to only, and the text of each revision. Several processes may share it.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '../policy/decision.js'

export interface RevisionEntry {
  readonly kind: 'revision'
  readonly revision: string
  /** ISO 8601. */
  readonly at: string
  readonly who: string
  readonly how: 'loaded' | 'rollback'
}

export type OutcomeCounts = Readonly<Partial<Record<Outcome, number>>>

export interface CountsEntry {
  readonly kind: 'counts'
  readonly revision: string
  /** ISO 8601, when counting ended. */
  readonly at: string
  readonly outcomes: OutcomeCounts
}

type Entry = RevisionEntry | CountsEntry

/** One line of `policy history`. */
export interface Revision extends Omit<RevisionEntry, 'kind'> {
  /** Counts from 1, in the order in which they came into force. */
  readonly number: number
  /** Decisions in its first hour, over all processes; `null` while nobody has counted. */
  readonly outcomes: OutcomeCounts | null
}

/** The usual place for the history of a policy file. */
export function historyFolder(file: string): string {
  return `${file}.history`
}

/** Writes a revision down unless it is the newest already, as after a restart. @returns whether it was new */
export function recordRevision(folder: string, entry: Omit<RevisionEntry, 'kind'>, text: string): boolean {
  const newest = readEntries(folder).filter(isRevision).at(-1)
  if (newest?.revision === entry.revision && entry.how === 'loaded') return false
  mkdirSync(folder, { recursive: true })
  const file = textFile(folder, entry.revision)
  if (!existsSync(file)) writeFileSync(file, text)
  append(folder, { kind: 'revision', ...entry })
  return true
}

export function recordCounts(folder: string, entry: Omit<CountsEntry, 'kind'>): void {
  append(folder, { kind: 'counts', ...entry })
}

export function readHistory(folder: string): readonly Revision[] {
  const entries = readEntries(folder)
  const counts = entries.filter((entry) => entry.kind === 'counts')
  return entries.filter(isRevision).map(({ kind: _kind, ...entry }, at) => {
    const own = counts.filter(({ revision }) => revision === entry.revision)
    return { ...entry, number: at + 1, outcomes: own.length === 0 ? null : own.map(({ outcomes }) => outcomes).reduce(sum) }
  })
}

/** @returns the text of a revision, or `null` when it is not kept */
export function readRevision(folder: string, revision: string): string | null {
  // Names a file, so nothing but a digest may get there.
  if (!/^[0-9a-f]{12}$/.test(revision)) return null
  const file = textFile(folder, revision)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

function textFile(folder: string, revision: string): string {
  return join(folder, `${revision}.yaml`)
}

function isRevision(entry: Entry): entry is RevisionEntry {
  return entry.kind === 'revision'
}

function sum(one: OutcomeCounts, other: OutcomeCounts): OutcomeCounts {
  const total: Partial<Record<Outcome, number>> = { ...one }
  for (const [outcome, count] of Object.entries(other)) {
    const key = outcome as Outcome // Object.entries forgets what the keys are.
    total[key] = (total[key] ?? 0) + count
  }
  return total
}

/** One write of one line, which the system appends whole. */
function append(folder: string, entry: Entry): void {
  appendFileSync(join(folder, 'index.jsonl'), `${JSON.stringify(entry)}\n`)
}

function readEntries(folder: string): readonly Entry[] {
  const file = join(folder, 'index.jsonl')
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').flatMap(entryOf)
}

/** A line that was cut by a crash costs that line only. */
function entryOf(line: string): Entry[] {
  try {
    const entry: unknown = JSON.parse(line)
    return isEntry(entry) ? [entry] : []
  } catch {
    return []
  }
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'kind' in value && 'revision' in value && typeof value.revision === 'string'
}
