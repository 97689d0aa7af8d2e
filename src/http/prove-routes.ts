/** The routes that prove a second factor: push, code, verify, complete. */
import type { Challenge } from '../challenge/challenge.js'
import { checkCode } from '../flows/check-code.js'
import { checkRecoveryCode } from '../flows/check-recovery-code.js'
import { holdsRecoveryCode } from '../flows/recovery-codes.js'
import type { CheckCodeResult } from '../flows/check-code.js'
import { completePush } from '../flows/complete-push.js'
import type { CompletePushResult } from '../flows/complete-push.js'
import type { Situation } from '../flows/decide.js'
import { rememberDevice } from '../flows/remember-device.js'
import { sendCode } from '../flows/send-code.js'
import { startPush } from '../flows/start-push.js'
import { signInState } from '../flows/sign-in-state.js'
import type { Mark } from '../ports/state-store.js'
import { tokensAfter, useUpBearer } from './bearer.js'
import { setDeviceCookie } from './device-cookie.js'
import * as fields from './fields.js'
import { stateJson } from './problem.js'
import { goOn } from './respond.js'
import type { Refusal } from './respond.js'
import { bearerOf, renewSession, returnToOf } from './session.js'
import { foreseeWithProvider, lookAt, lookWithProvider, refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** `POST /2fa/push {resend?}` */
export async function pushRoute(stage: Stage): Promise<void> {
  const resend = fields.flag(stage.body, 'resend')
  const situation = await lookWithProvider(stage)
  const result = await startPush(stage.context.services, situation, resend)
  switch (result.kind) {
    case 'sent':
    case 'already_sent':
      return sendAccepted(stage, situation, result.challenge, {})
    case 'limited':
      return refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
    case 'no_app':
    case 'no_challenge':
      return refuseForm(stage, { code: result.kind })
    case 'failed':
      return refuseForm(stage, providerRefusal(result.error.retryAfterSeconds))
  }
}

/** `POST /2fa/code {channel, force?}` */
export async function codeRoute(stage: Stage): Promise<void> {
  const channel = fields.requiredText(stage.body, 'channel')
  if (channel !== 'sms' && channel !== 'voice') throw new fields.InvalidField('channel')
  const force = fields.flag(stage.body, 'force')
  const situation = await lookWithProvider(stage)
  const result = await sendCode(stage.context.services, situation, channel, force)
  switch (result.kind) {
    case 'sent':
      return sendAccepted(stage, situation, result.challenge, result.diverted ? { diverted: true } : {})
    case 'limited':
      return refuseForm(stage, { code: 'too_many_requests', retryAt: result.retryAt })
    case 'locked':
      return refuseForm(stage, lockedRefusal(result.until))
    case 'no_challenge':
    case 'method_not_allowed':
    case 'undeliverable':
      return refuseForm(stage, { code: result.kind })
  }
}

/** `POST /2fa/way {way}`: the form that lists the ways, for people. What it sends, it sends because of the press. */
export async function wayRoute(stage: Stage): Promise<void> {
  const way = fields.requiredText(stage.body, 'way')
  if (way === 'push') return pushRoute({ ...stage, body: {} })
  if (way === 'sms' || way === 'voice') return codeRoute({ ...stage, body: { channel: way } })
  if (way !== 'totp' && way !== 'backup_code') throw new fields.InvalidField('way')
  goOn(stage.req, stage.res, `${stage.context.path}?show=${way === 'totp' ? way : 'backup'}`, {})
}

function sendAccepted({ context, req, res }: Stage, situation: Situation, challenge: Challenge, more: object): Promise<void> {
  const state = stateJson(signInState(context.services, situation, challenge))
  goOn(req, res, context.path, { ...state, ...more }, 202)
  return Promise.resolve()
}

/** `POST /2fa/verify {code}` and `POST /2fa/enroll/confirm {code}` */
export function verifyRoute(purpose: Challenge['purpose']): (stage: Stage) => Promise<void> {
  return async (stage) => {
    const typed = fields.anyCode(stage.body)
    const situation = await lookWithProvider(stage)
    if (purpose === 'sign_in' && isDone(situation)) return sendAllowed(stage)
    const result = await tryCode(stage, situation, typed, purpose)
    if (result.kind === 'completed') return admit(stage, situation, result, purpose)
    return refuseForm(stage, codeRefusal(result))
  }
}

type TypedCode = ReturnType<typeof fields.anyCode>

/** What cannot be any code of this account is told so before it costs an attempt. */
function tryCode({ context, body }: Stage, situation: Situation, { kind, code }: TypedCode, purpose: Challenge['purpose']): Promise<CheckCodeResult> {
  const { account, now } = situation
  const isOnOffer = purpose === 'sign_in' && account.state === 'enrolled' && holdsRecoveryCode(account, now)
  if (kind === 'recovery' && isOnOffer) return checkRecoveryCode(context.services, situation, code)
  return checkCode(context.services, situation, fields.code(body), purpose)
}

/** What a refused code becomes, here and in the strategy. */
export function codeRefusal(result: Exclude<CheckCodeResult, { kind: 'completed' }>): Refusal {
  switch (result.kind) {
    case 'wrong_code':
      return { code: 'wrong_code', attemptsLeft: result.attemptsLeft }
    case 'locked':
      return lockedRefusal(result.until)
    case 'limited':
      return { code: 'too_many_requests', retryAt: result.retryAt }
    case 'code_used':
    case 'code_expired':
    case 'no_challenge':
    case 'method_not_allowed':
      return { code: result.kind }
  }
}

/** `POST /2fa/complete {match_code?}` */
export async function completeRoute(stage: Stage): Promise<void> {
  const matchCode = fields.text(stage.body, 'match_code')
  if (matchCode !== null && !/^[0-9]{2}$/.test(matchCode)) throw new fields.InvalidField('match_code')
  const situation = await foreseeWithProvider(stage)
  const result = await completePush(stage.context.services, situation, matchCode)
  if (result.kind === 'completed') return admit(stage, situation, result, situation.account.state === 'pending' ? 'enroll' : 'sign_in')
  if (isDone(situation)) return sendAllowed(stage)
  return refuseForm(stage, completeRefusal(result))
}

function completeRefusal(result: Exclude<CompletePushResult, { kind: 'completed' }>): Refusal {
  return result.kind === 'locked' ? lockedRefusal(null) : { code: result.kind }
}

/** A session that has proven itself gets the same answer again. */
function isDone({ decision, mark }: Situation): boolean {
  return decision.outcome === 'allow' && mark?.kind === 'factor'
}

interface Proven {
  readonly mark: Mark
  readonly isNew: boolean
}

/** The proof is worth something only in a session with a new id, or in a new token. */
async function admit(stage: Stage, situation: Situation, { mark, isNew }: Proven, purpose: Challenge['purpose']): Promise<void> {
  const { context, req, res, visit, body } = stage
  const wantsToBeRemembered = fields.flag(body, 'remember_device')
  if (!(await useUpBearer(context, req, isNew))) return refuseForm(stage, { code: 'no_challenge' })
  await renewSession(req, mark)
  // What is used up keeps a token from being used again.
  if (visit.known === null) await context.services.store.endChallenge(visit.person.id, visit.challengeId)
  if (wantsToBeRemembered && mark.kind === 'factor') await remember(stage, situation)
  const tokens = await tokensAfter(context, req, situation, mark)
  if (purpose === 'sign_in') return sendAllowed(stage, tokens)
  const after = await lookAt({ ...stage, visit: { ...visit, markId: mark.id } })
  const state = stateJson(signInState(context.services, after, null))
  goOn(req, res, `${context.path}?show=on`, { ...state, redirect_to: returnToOf(req), ...tokens })
}

/** Where policy remembers no browser, the wish is passed over: the proof counts all the same. */
async function remember({ context, req, res }: Stage, situation: Situation): Promise<void> {
  const cookie = bearerOf(req) === null ? await rememberDevice(context.services, situation) : null
  if (cookie !== null) setDeviceCookie(context, res, cookie)
}

function sendAllowed({ req, res }: Stage, tokens: object = {}): Promise<void> {
  goOn(req, res, returnToOf(req), { outcome: 'allow', redirect_to: returnToOf(req), ...tokens })
  return Promise.resolve()
}

export function lockedRefusal(until: number | null): Refusal {
  return until === null ? { code: 'locked' } : { code: 'locked', status: 429, retryAt: until }
}

export function providerRefusal(retryAfterSeconds: number | null): Refusal {
  return { code: 'provider_unavailable', retryAfterSeconds: retryAfterSeconds ?? 10 }
}

