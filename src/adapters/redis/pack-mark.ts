/** A mark as it stands in Redis: a JSON array without user id and id, which whoever reads it knows. */
import * as v from 'valibot'
import { METHODS } from '../../methods.js'
import type { Mark } from '../../ports/state-store.js'
import { oddReply } from './redis-failure.js'

const packed = v.pipe(
  v.string(),
  v.parseJson(),
  v.tuple([
    v.number(), // 1 createdAt
    v.number(), // 2 expiresAt
    v.picklist(['factor', 'grace', 'grant', 'device', 'begun']), // 3 kind
    v.nullable(v.picklist(METHODS)), // 4 method
    v.array(v.string()), // 5 amr
    v.number(), // 6 credentialVersion
    v.nullable(v.string()), // 7 scope
  ]),
)

export function packMark({ createdAt, expiresAt, kind, method, amr, credentialVersion, scope }: Mark): string {
  const row: v.InferOutput<typeof packed> = [createdAt, expiresAt, kind, method, [...amr], credentialVersion, scope]
  return JSON.stringify(row)
}

/** @throws SecondFactorError `store_unavailable` when the text is not a mark */
export function unpackMark(userId: string, id: string, text: unknown): Mark {
  const result = v.safeParse(packed, text)
  if (!result.success) throw oddReply()
  const [createdAt, expiresAt, kind, method, amr, credentialVersion, scope] = result.output
  return { id, userId, kind, method, amr, createdAt, expiresAt, credentialVersion, scope }
}
