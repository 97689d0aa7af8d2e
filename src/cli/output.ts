/** What a command has to say, apart from the saying, so that it can be looked at without a process. */
import { CliExit } from './exit.js'
import type { ExitCode } from './exit.js'

export interface Output {
  /** The result: text or data. */
  readonly stdout: string
  readonly exitCode: ExitCode
}

/** Writes the result, and ends the command with its code. */
export function print({ stdout, exitCode }: Output): void {
  process.stdout.write(stdout)
  if (exitCode !== 0) throw new CliExit(exitCode)
}

/** As commands print data. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Names come from files and flags; none of them may steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)
}
