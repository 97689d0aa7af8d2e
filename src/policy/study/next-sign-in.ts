/** The request that a study decides about when nobody names one. */
import type { RequestFacts } from '../decision.js'

/** The start page in a new browser, after a password, from an address in no network, with the provider up. */
export const NEXT_SIGN_IN: RequestFacts = {
  path: '/',
  action: null,
  ip: '0.0.0.0',
  rememberedDevice: false,
  secondFactorAge: null,
  secondFactorMethod: null,
  firstFactor: 'password',
  client: 'browser',
  provider: 'up',
}
