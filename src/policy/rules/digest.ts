/** SHA-256 for two things that must be the same in every process: a policy's revision, and who is in a rollout. */
import { createHash } from 'node:crypto'

/** First twelve hex digits of the digest of the value, whatever the order of its keys. */
export function revisionOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12)
}

/** A number from 0 up to 100 that a user keeps for as long as the salt stays the same. */
export function rolloutPosition(salt: string, user: string): number {
  const first = createHash('sha256').update(`${salt}:${user}`).digest().readUInt32BE(0)
  return (first / 2 ** 32) * 100
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isFields(part) ? sorted(part) : part))
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sorted(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).sort(([one], [other]) => (one < other ? -1 : 1)))
}
