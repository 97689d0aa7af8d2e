/** Runs a command over many rows without a process. */
import { diff } from '../../src/cli/policy/diff.js'
import type { DiffFlags } from '../../src/cli/policy/diff.js'
import { CliExit } from '../../src/cli/exit.js'
import { simulate } from '../../src/cli/policy/simulate.js'
import type { SimulateFlags } from '../../src/cli/policy/simulate.js'
import type { LongOutput } from '../../src/cli/policy/finish.js'
import type { Run } from './in-process.js'

export const NOW_TEXT = '2026-09-01T09:00:00Z'

/** Nobody watches, and time stands still. */
const TERMINAL = { warn: () => undefined, isWatched: false, now: () => Date.parse(NOW_TEXT) }

export function runSimulate(file: string, flags: SimulateFlags, window?: string): Promise<Run> {
  return ended(() => simulate(file, window, flags, TERMINAL))
}

export function runDiff(from: string, to: string, flags: DiffFlags = {}, window?: string): Promise<Run> {
  return ended(() => diff([from, to], window, flags, TERMINAL))
}

async function ended(command: () => Promise<LongOutput>): Promise<Run> {
  try {
    const { exitCode, stdout, stderr } = await command()
    return { status: exitCode, stdout, stderr }
  } catch (error) {
    if (error instanceof CliExit) return { status: error.exitCode, stdout: '', stderr: error.message }
    throw error
  }
}
