/** A change as it travels between processes: `["c", user id, challenge id]`, `["m", user id, mark id]` or `["u", user id]`. */
import * as v from 'valibot'
import type { StateChange } from '../../ports/state-store.js'

const message = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.tuple([v.literal('c'), v.string(), v.string()]),
    v.tuple([v.literal('m'), v.string(), v.string()]),
    v.tuple([v.literal('u'), v.string()]),
  ]),
)

export function packChange(change: StateChange): string {
  if (change.kind === 'user') return JSON.stringify(['u', change.userId])
  return JSON.stringify([change.kind === 'challenge' ? 'c' : 'm', change.userId, change.id])
}

/** `null` for what another program wrote to the channel. */
export function unpackChange(text: string): StateChange | null {
  const result = v.safeParse(message, text)
  if (!result.success) return null
  const [kind, userId, id] = result.output
  if (id === undefined) return { kind: 'user', userId }
  return { kind: kind === 'c' ? 'challenge' : 'mark', userId, id }
}
