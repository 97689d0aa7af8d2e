/** Control of approval requests: list them, answer them as the owner of the phone would. */
import { answerApproval, settleExpiry } from '../answer-approval.js'
import { json, type Reply } from '../reply.js'
import type { Approval } from '../state.js'
import { happen } from '../world.js'
import {
  backOf,
  fieldsOf,
  invalid,
  iso,
  notFound,
  wholeNumber,
  type ControlRequest,
  type ControlRoute,
} from './control-request.js'

export const approvalRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/_/approvals', handle: listApprovals },
  { method: 'POST', path: '/_/approvals/:uuid', handle: answer },
]

function listApprovals({ world, query }: ControlRequest): Reply {
  const authyId = wholeNumber(query, 'authy_id')
  if (authyId === undefined) return invalid('authy_id')
  const all = [...world.state.approvals.values()].map((approval) => settleExpiry(approval, world.clock.now()))
  return json(200, all.filter((approval) => authyId === null || approval.authyId === authyId).map(approvalView))
}

/** Answers as soon as the answer stands; the callback goes out meanwhile. */
function answer({ world, path, body, isForm }: ControlRequest): Reply {
  const given = fieldsOf(body)?.['answer']
  if (given !== 'approve' && given !== 'deny' && given !== 'fraud') return invalid('answer')
  const approval = world.state.approvals.get(path['uuid'] ?? '')
  if (approval === undefined) return notFound()
  const delivery = answerApproval(world, approval, given === 'approve' ? 'approved' : 'denied')
  if (delivery !== null && given === 'fraud') happen(world, 'fraud_reported', approval.authyId)
  if (isForm) return json(303, {}, { location: backOf(body) })
  return delivery === null
    ? json(409, { code: '60079', message: `Approval request is not pending: ${approval.status}` })
    : json(200, approvalView(approval))
}

/** An approval request as the owner of the phone, and a test, may see it. */
export const approvalView = (approval: Approval): object => ({
  uuid: approval.uuid,
  authy_id: approval.authyId,
  status: approval.status,
  message: approval.message,
  details: approval.details,
  hidden_details: approval.hiddenDetails,
  logos: approval.logos,
  created_at: iso(approval.createdAt),
  expires_at: approval.expiresAt === null ? null : iso(approval.expiresAt),
})
