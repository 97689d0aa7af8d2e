/** The second step begins for a client without a session. */
import type { Request, Response } from 'express'
import { beginSignIn } from '../flows/begin-sign-in.js'
import type { Situation } from '../flows/decide.js'
import { signInState } from '../flows/sign-in-state.js'
import { newId } from '../ids.js'
import { mintMfaToken, mintOpenToken, signMfaToken } from './bearer.js'
import type { WebContext } from './context.js'
import { stateJson } from './problem.js'
import { refuse } from './respond.js'
import { wearBearer } from './session.js'
import { visitOf } from './visit.js'

/** Always JSON: whoever keeps tokens is a program. */
export async function beginBearer(context: WebContext, req: Request, res: Response): Promise<void> {
  const jti = newId()
  wearBearer(req, { kind: 'mfa', jti, userId: '', kept: {}, challenge: null })
  const visit = await visitOf(context, req, '/')
  if (visit === null) return refuse(context, req, res, { code: 'not_signed_in' })
  const { situation, challenge } = await beginSignIn(context.services, { ...visit, client: 'api' })
  if (situation.decision.outcome === 'unavailable') {
    return refuse(context, req, res, { code: 'provider_unavailable', retryAfterSeconds: 10 })
  }
  const state = stateJson(signInState(context.services, situation, challenge))
  const isLocked = situation.decision.outcome === 'locked'
  res.set('Cache-Control', 'no-store').status(isLocked ? 403 : 200).json({ ...state, ...(await tokensFor(context, situation, jti, challenge !== null)) })
}

/** Codes may be locked while a push by the owner is still taken. */
async function tokensFor(context: WebContext, { account, decision }: Situation, jti: string, isOpen: boolean): Promise<object> {
  const { userId, credentialVersion } = account
  const { outcome, reason } = decision
  if (outcome === 'locked' && reason !== 'too_many_failures') return {}
  if (outcome === 'allow' || reason === 'nudge') return { second_factor_token: await mintOpenToken(context, userId, credentialVersion) }
  const mfa = isOpen ? signMfaToken(context, userId, jti, { live: 'challenge' }) : mintMfaToken(context, userId, credentialVersion, jti, {})
  return { mfa_token: await mfa }
}
