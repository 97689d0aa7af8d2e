/** Color for terminals, and only there. */
import { CliExit } from './exit.js'

export type Color = 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold'
/** Puts color around text, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string

const CODES: Readonly<Record<Color, number>> = { red: 31, yellow: 33, green: 32, cyan: 36, dim: 2, bold: 1 }

export const plain: Paint = (_color, text) => text
export const colored: Paint = (color, text) => `\u001b[${CODES[color]}m${text}\u001b[0m`

/**
 * @param mode value of `--color`: auto, always or never
 * @param isTerminal whether standard output is one
 * @param noColor `NO_COLOR` of the environment; any text but the empty one turns color off (no-color.org)
 */
export function paintFor(mode: string, isTerminal: boolean, noColor: string | undefined): Paint {
  if (!['auto', 'always', 'never'].includes(mode)) throw new CliExit(2, '--color must be auto, always or never.')
  if (mode === 'auto') return isTerminal && (noColor ?? '') === '' ? colored : plain
  return mode === 'always' ? colored : plain
}

/** For standard output of this process. */
export function paintOutput(mode: string): Paint {
  return paintFor(mode, process.stdout.isTTY, process.env['NO_COLOR'])
}
