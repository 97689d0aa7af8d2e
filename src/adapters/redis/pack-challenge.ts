/**
 * A challenge as it stands in Redis: a JSON array, a third of the size of the object. User id and id are left out,
 * since whoever reads it knows them. The scripts read the first seven fields by their place.
 */
import * as v from 'valibot'
import type { Challenge, PushState } from '../../challenge/challenge.js'
import { METHODS } from '../../methods.js'
import { oddReply } from './redis-failure.js'

const PUSH_STATES = ['sending', 'pending', 'approved', 'denied', 'expired', 'failed'] as const satisfies readonly PushState[]

const flag = v.picklist([0, 1])
const push = v.tuple([v.picklist(PUSH_STATES), v.string(), v.number(), v.number(), v.nullable(v.string()), flag])
const sent = v.tuple([v.picklist(['sms', 'voice']), v.number(), flag])

const packed = v.pipe(
  v.string(),
  v.parseJson(),
  v.tuple([
    v.number(), // 1 createdAt
    v.number(), // 2 expiresAt
    v.number(), // 3 version
    v.nullable(v.tuple([v.string(), v.number()])), // 4 consumed: mark id, at
    v.picklist(['sign_in', 'enroll']), // 5 purpose
    v.string(), // 6 providerId
    v.number(), // 7 credentialVersion
    v.string(), // 8 revision
    v.array(v.picklist(METHODS)), // 9 methods
    v.number(), // 10 attempts
    v.number(), // 11 maxAttempts
    v.nullable(push), // 12 push: state, ref, sentAt, expiresAt, matchCode, matchEntry
    v.array(sent), // 13 sent: channel, at, diverted
    v.nullable(v.string()), // 14 scope
    v.string(), // 15 id of the call that wrote it
  ]),
)

/** @param callId tells two calls apart that want to write the same */
export function packChallenge(challenge: Challenge, callId: string): string {
  const { createdAt, expiresAt, version, consumed, purpose, providerId, credentialVersion, revision } = challenge
  const { methods, attempts, maxAttempts, push: p, scope } = challenge
  const row: v.InferOutput<typeof packed> = [
    createdAt,
    expiresAt,
    version,
    consumed === null ? null : [consumed.markId, consumed.at],
    purpose,
    providerId,
    credentialVersion,
    revision,
    [...methods],
    attempts,
    maxAttempts,
    p === null ? null : [p.state, p.ref, p.sentAt, p.expiresAt, p.matchCode, p.matchEntry ? 1 : 0],
    challenge.sent.map(({ channel, at, diverted }) => [channel, at, diverted ? 1 : 0]),
    scope,
    callId,
  ]
  return JSON.stringify(row)
}

/** @throws SecondFactorError `store_unavailable` when the text is not a challenge */
export function unpackChallenge(userId: string, id: string, text: unknown): Challenge {
  const result = v.safeParse(packed, text)
  if (!result.success) throw oddReply()
  const [createdAt, expiresAt, version, consumed, purpose, providerId, credentialVersion, revision, ...more] =
    result.output
  const [methods, attempts, maxAttempts, p, codes, scope] = more
  return {
    id,
    userId,
    purpose,
    providerId,
    credentialVersion,
    revision,
    methods,
    createdAt,
    expiresAt,
    push: p === null ? null : unpackPush(p),
    sent: codes.map(([channel, at, diverted]) => ({ channel, at, diverted: diverted === 1 })),
    attempts,
    maxAttempts,
    scope,
    consumed: consumed === null ? null : { markId: consumed[0], at: consumed[1] },
    version,
  }
}

function unpackPush([state, ref, sentAt, expiresAt, matchCode, entry]: v.InferOutput<typeof push>): Challenge['push'] {
  return { state, ref, sentAt, expiresAt, matchCode, matchEntry: entry === 1 }
}
