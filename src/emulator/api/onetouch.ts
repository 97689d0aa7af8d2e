/** Approval requests (Authy API, push authentications page). */
import { randomBytes, randomUUID } from 'node:crypto'
import { settleExpiry } from '../answer-approval.js'
import { findUser } from '../find-user.js'
import { magicExpiry, playMagic } from '../magic.js'
import { nameOf } from '../messages.js'
import { json, ok, refusal, type Reply, userNotFound } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import type { Approval, User } from '../state.js'
import type { World } from '../world.js'
import { appIdentity } from './app-identity.js'
import { readContent, type PushContent } from './push-content.js'
import { pendingDeletion, tooManyTokens } from './refusals.js'

export const onetouchRoutes: readonly ApiRoute[] = [
  { method: 'POST', path: '/onetouch/json/users/:id/approval_requests', stage: 'push', handle: createRequest },
  { method: 'GET', path: '/onetouch/json/approval_requests/:uuid', stage: 'push_status', handle: showRequest },
]

async function createRequest({ world, params, path, apiKey }: Call): Promise<Reply> {
  const user = findUser(world, path['id'] ?? '')
  if (user === undefined) return userNotFound()
  const refused = notReachable(world, user)
  if (refused !== null) return refused
  const content = readContent(params)
  if ('status' in content) return content
  const approval = newApproval(world, user, content, apiKey)
  world.state.approvals.set(approval.uuid, approval)
  world.say(`Sign-in request for ${nameOf(user)}: ${approval.message}`, 'request')
  await playMagic(world, user, approval)
  return ok({ approval_request: { uuid: approval.uuid }, success: true })
}

function notReachable(world: World, user: User): Reply | null {
  if (!world.state.settings.onetouch_enabled) return refusal(403, '60064', 'OneTouch is not enabled')
  if (user.goneAt !== null) return pendingDeletion()
  if (user.suspended) return refusal(503, '60017', 'User has been suspended.')
  if (user.rateLimited) return tooManyTokens(3600)
  return user.hasApp ? null : refusal(400, '60050', 'OneTouch: user is not registered')
}

function newApproval(world: World, user: User, content: PushContent, apiKey: string): Approval {
  const createdAt = world.clock.now()
  const expiresAt = content.secondsToExpire === 0 ? null : createdAt + content.secondsToExpire * 1000
  return {
    ...content,
    uuid: timeLikeUuid(),
    authyId: user.authyId,
    objectId: randomBytes(12).toString('hex'),
    apiKey,
    createdAt,
    expiresAt: magicExpiry(world, user, createdAt, expiresAt),
    status: 'pending',
    updatedAt: createdAt,
    processedAt: null,
    notified: false,
  }
}

/** The third group is the same for neighbours in time, as in the real ones; the rest is random. */
const timeLikeUuid = (): string => randomUUID().replace(/^(\w+-\w+)-\w+/, '$1-0136')

function showRequest({ world, path }: Call): Reply {
  const uuid = path['uuid'] ?? ''
  const found = world.state.approvals.get(uuid)
  if (found === undefined) {
    const message = `Approval request not found: ${uuid}`
    return json(404, { message, success: false, errors: {}, error_code: '60049' })
  }
  const user = world.state.users.get(found.authyId)
  return ok({ approval_request: view(settleExpiry(found, world.clock.now()), user), success: true })
}

const view = (approval: Approval, user: User | undefined): object => ({
  _app_name: appIdentity.name,
  _app_serial_id: appIdentity.serialId,
  _authy_id: approval.authyId,
  _id: approval.objectId,
  _user_email: user?.emails[0] ?? null,
  app_id: appIdentity.objectId,
  created_at: iso(approval.createdAt),
  notified: approval.notified,
  processed_at: approval.processedAt === null ? null : iso(approval.processedAt),
  seconds_to_expire: approval.secondsToExpire,
  status: approval.status,
  updated_at: iso(approval.updatedAt),
  user_id: approval.authyId.toString(16).padStart(24, '0'),
  uuid: approval.uuid,
})

/** ISO 8601 without milliseconds, as Authy writes it. */
const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
