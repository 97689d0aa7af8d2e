/** Where a push came from, as it stands in Redis: `[epoch ms of the end, user id, challenge id]`. */
import * as v from 'valibot'
import type { PushOrigin } from '../../ports/state-store.js'
import { oddReply } from './redis-failure.js'

const packed = v.pipe(v.string(), v.parseJson(), v.tuple([v.number(), v.string(), v.string()]))

export function packOrigin({ userId, challengeId }: PushOrigin, until: number): string {
  return JSON.stringify([until, userId, challengeId])
}

/** @throws SecondFactorError `store_unavailable` when the text is not a push's origin */
export function unpackOrigin(text: unknown, now: number): PushOrigin | null {
  if (text === null) return null
  const result = v.safeParse(packed, text)
  if (!result.success) throw oddReply()
  const [until, userId, challengeId] = result.output
  return until > now ? { userId, challengeId } : null
}
