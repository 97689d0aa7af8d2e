/** The routes around enrollment and its alternatives: enroll, skip, opt out. */
import { owedProofs } from '../flows/bind-proofs.js'
import type { Situation } from '../flows/decide.js'
import { enrollUser } from '../flows/enroll-user.js'
import type { PhoneForm } from '../flows/enroll-user.js'
import { countNudge } from '../flows/count-nudge.js'
import { optOut } from '../flows/opt-out.js'
import { signInState } from '../flows/sign-in-state.js'
import { startOver } from '../flows/start-over.js'
import { spendGrace } from '../flows/spend-grace.js'
import { mintOpenToken, tokensAfter } from './bearer.js'
import { callingCodeOf } from './countries.js'
import * as fields from './fields.js'
import { speakerOf } from './page-model.js'
import { checkPhone } from './phone-number.js'
import { stateJson } from './problem.js'
import { proofRefusal, withProof } from './proof-route.js'
import { refuseStale } from './refuse-stale.js'
import { lockedRefusal } from './prove-routes.js'
import { bearerOf, keep, renewSession, returnToOf, wasNudged } from './session.js'
import { goOn, refuse, sendPage } from './respond.js'
import { lookAt, refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** `POST /2fa/enroll {country_code, phone, email?, proof?: {kind, value}}`; a form sends `proof_kind`, `proof_value` */
export async function enrollRoute(stage: Stage): Promise<void> {
  const { context, req, visit, body } = stage
  const email = fields.text(body, 'email') ?? visit.person.email
  const countryCode = await callingCodeOf(fields.requiredText(body, 'country_code'), speakerOf(context, req, visit.person.locale).language)
  if (countryCode === null) throw new fields.InvalidField('country_code')
  const typed = fields.requiredText(body, 'phone')
  const given = fields.proof(body)
  if (email === null) throw new fields.InvalidField('email')
  const phone = await checkPhone(countryCode, typed)
  if (phone.kind === 'refused' || (phone.isLandline && takesTextsOnly(await lookAt(stage)))) {
    return refuseForm(stage, { code: 'invalid_phone', field: 'phone' })
  }
  // A number that is refused must not cost a proof that is good for once.
  const proven = given === null ? stage : await withProof(stage, given)
  if (proven !== null) await register(proven, { countryCode, phone: phone.phone, email })
}

function takesTextsOnly({ decision }: Situation): boolean {
  return decision.settings.challenge.methods.every((method) => method === 'sms')
}

async function register(stage: Stage, form: PhoneForm): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  const result = await enrollUser(context.services, situation, form)
  switch (result.kind) {
    case 'pending': {
      const state = stateJson(signInState(context.services, await lookAt(stage), null))
      goOn(req, res, context.path, state, 201)
      return
    }
    case 'invalid':
      return refuseForm(stage, { code: 'invalid_phone', field: result.fields[0] ?? 'phone' })
    case 'limited':
      return refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
    case 'locked':
      return refuseForm(stage, lockedRefusal(null))
    case 'not_on_offer':
      return refuseForm(stage, { code: 'method_not_allowed' })
    case 'step_up_required':
      return refuseStale(stage)
    case 'proof_required':
      return refuseForm(stage, proofRefusal(owedProofs(situation)))
  }
}

/** `POST /2fa/start-over`: drops the number that the person entered and did not confirm. */
export async function startOverRoute(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  if (!(await startOver(context.services, situation))) return refuseForm(stage, proofRefusal(owedProofs(situation)))
  const state = stateJson(signInState(context.services, await lookAt(stage), null))
  goOn(req, res, `${context.path}?show=phone`, state)
}

/** `POST /2fa/skip` */
export async function skipRoute(stage: Stage): Promise<void> {
  const { context, req, res, visit } = stage
  const situation = await lookAt(stage)
  const result = await spendGrace(context.services, situation)
  const to = returnToOf(req)
  switch (result.kind) {
    case 'spent':
      await renewSession(req, result.mark)
      goOn(req, res, to, { remaining: result.remaining, redirect_to: to, ...(await tokensAfter(context, req, situation, result.mark)) })
      return
    case 'dismissed':
      if (!wasNudged(req)) await countNudge(context.services, visit.person.id)
      keep(req, { nudged: true })
      goOn(req, res, to, { remaining: null, redirect_to: to })
      return
    case 'no_grace_left':
      return refuseForm(stage, { code: 'no_grace_left' })
  }
}

/** `POST /2fa/opt-out {confirm: true}` */
export async function optOutRoute(stage: Stage): Promise<void> {
  const { context, req, res, body } = stage
  const situation = await lookAt(stage)
  const { confirm } = situation.decision.settings.enrollment.optOut
  if (situation.decision.mayOptOut && confirm && !fields.flag(body, 'confirm')) throw new fields.InvalidField('confirm')
  if ((await optOut(context.services, situation)) === 'not_allowed') return refuseForm(stage, { code: 'opt_out_not_allowed' })
  await renewSession(req, null)
  const tokens = bearerOf(req) === null ? {} : { second_factor_token: await openTokenFor(stage) }
  goOn(req, res, returnToOf(req), { outcome: 'allow', redirect_to: returnToOf(req), ...tokens })
}

/** The account is as it is now: declining voids what was signed before. */
async function openTokenFor(stage: Stage): Promise<string> {
  const { account } = await lookAt(stage)
  return mintOpenToken(stage.context, account.userId, account.credentialVersion)
}

/** `GET /2fa/opt-out`: the one page between the wish and the deed. */
export async function optOutQuestion(stage: Stage): Promise<void> {
  const { context, req, res } = stage
  const situation = await lookAt(stage)
  if (!situation.decision.mayOptOut) {
    refuse(context, req, res, { code: 'opt_out_not_allowed' })
    return
  }
  await sendPage(context, req, res, situation, null, { status: 200, view: 'optOut' })
}
