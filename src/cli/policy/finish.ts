/** How a command over many rows ends. */
import type { ExitCode } from '../exit.js'
import { print } from '../output.js'
import type { Output } from '../output.js'
import type { Limited } from './limits.js'
import type { Population } from './population.js'

export interface LongOutput extends Output {
  /** Rows that could not be read. */
  readonly stderr: string
}

/** A limit weighs more than a faulty row: what was exceeded is exceeded, whatever the row would have been. */
export function exitCodeOf(
  limits: readonly Pick<Limited, 'isExceeded'>[],
  population: Population,
  skipsFaulty: boolean,
): ExitCode {
  if (limits.some(({ isExceeded }) => isExceeded)) return 5
  return population.faults.count() > 0 && !skipsFaulty ? 1 : 0
}

/** Prints the result, then what was wrong, and ends the command with its code. */
export function finish({ stderr, ...output }: LongOutput): void {
  try {
    print(output)
  } finally {
    process.stderr.write(stderr)
  }
}
