/** How a command ends: the exit codes that scripts may rely on. */

/**
 * | code | means |
 * |---|---|
 * | 0 | fine |
 * | 1 | unexpected failure |
 * | 2 | wrong usage |
 * | 3 | policy invalid |
 * | 4 | tests failed |
 * | 5 | a limit given by a flag was exceeded |
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5

/** Thrown by a command that has said everything already. `message` is printed to standard error when it is not empty. */
export class CliExit extends Error {
  override readonly name = 'CliExit'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message = '') {
    super(message)
    this.exitCode = exitCode
  }
}
