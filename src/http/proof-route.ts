/** Proofs of the host's before a phone is bound: asking for one, and giving one along with the phone. */
import { checkProof, owedProofs, startProof } from '../flows/bind-proofs.js'
import type { GivenProof } from '../flows/bind-proofs.js'
import * as fields from './fields.js'
import { goOn } from './respond.js'
import type { Refusal } from './respond.js'
import { keepProof } from './session.js'
import { lookAt, refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** `POST /2fa/proof {proof_kind}`: has the host send what is to be typed. 202, also for a repetition. */
export async function startProofRoute(stage: Stage): Promise<void> {
  const { context, req, res, body } = stage
  const kind = fields.requiredText(body, 'proof_kind')
  const result = await startProof(context.services, await lookAt(stage), kind)
  switch (result.kind) {
    case 'accepted':
      return goOn(req, res, `${context.path}?show=${body['show'] === 'new-phone' ? 'new-phone' : 'phone'}`, { proof: kind }, 202)
    case 'limited':
      return refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
    case 'refused':
    case 'not_asked':
      return refuseForm(stage, { code: 'method_not_allowed', field: 'proof_kind' })
  }
}

/** @returns the stage with the proof counted in, or `null` when it was refused and answered */
export async function withProof(stage: Stage, given: GivenProof): Promise<Stage | null> {
  const { context, req, visit } = stage
  const situation = await lookAt(stage)
  const result = await checkProof(context.services, situation, given)
  switch (result.kind) {
    case 'accepted': {
      await keepProof(req, given.kind, situation.now)
      return { ...stage, visit: { ...visit, provenBy: [...visit.provenBy, given.kind] } }
    }
    case 'not_asked':
      // Nobody asks for it, or it was given already: it changes nothing.
      return stage
    case 'limited':
      await refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
      return null
    case 'refused':
      await refuseForm(stage, { ...proofRefusal(owedProofs(situation)), field: 'proof_value' })
      return null
  }
}

/** Says which proofs are still owed, by name. */
export function proofRefusal(proofs: readonly string[]): Refusal {
  return { code: 'proof_required', members: { proofs } }
}
