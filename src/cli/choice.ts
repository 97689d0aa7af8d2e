/** Flags whose value is one of a few words. */
import { nearestName } from '../policy/language/nearest-name.js'
import { CliExit } from './exit.js'

/** @throws CliExit 2 with the flag, the known values and the nearest of them */
export function choose<const T extends readonly string[]>(flag: string, value: string, known: T): T[number] {
  const found = known.find((name) => name === value)
  if (found !== undefined) return found
  const near = nearestName(value, known)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  throw new CliExit(2, `${flag} must be one of ${known.join(', ')}.${hint}`)
}
