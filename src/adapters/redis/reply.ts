/** Takes a script's answer apart. Anything unexpected is a malfunction, never a grant. */
import { oddReply } from './redis-failure.js'

export function asList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw oddReply()
  return reply
}

/** A word that says what happened, and what goes with it. */
export function asWords(reply: unknown): readonly [string, unknown] {
  const [kind, value] = asList(reply)
  return [asWord(kind), value]
}

export function asWord(value: unknown): string {
  if (typeof value !== 'string') throw oddReply()
  return value
}

/** Clients with `stringNumbers` answer integers as text. */
export function asNumber(value: unknown): number {
  if (typeof value !== 'number' && typeof value !== 'string') throw oddReply()
  const number = Number(value)
  if (!Number.isFinite(number)) throw oddReply()
  return number
}
