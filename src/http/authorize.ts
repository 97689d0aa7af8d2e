/**
 * `secondFactor.authorize(req)`: the gate for requests that never reach Express's handlers, such as a socket's
 * `upgrade`, and for connections that outlive a decision.
 */
import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { RefusalCode } from '../errors.js'
import { decide, look } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import type { Visit } from '../flows/services.js'
import type { WebContext } from './context.js'
import { mayPassAs } from './enforce.js'
import { targetPath } from './request-path.js'
import { visitOf } from './visit.js'

/** A request on which the host has run its session middleware and `passport.session()`, or one with a bearer token. */
export type AuthorizeRequest = IncomingMessage & { readonly user?: Express.User }

export type Authorization =
  | { readonly allowed: false; readonly code: RefusalCode }
  | {
      readonly allowed: true
      readonly userId: string
      /**
       * Calls back once, with the reason, when the decision no longer holds: after a logout, a revocation, a change of
       * factor or policy, or once the factor is too old. Looked at on each such change, and every half minute.
       * @returns a function that ends it
       */
      readonly watch: (onEnd: (code: RefusalCode) => void) => () => void
    }

const EVERY_MS = 30_000

export async function authorize(context: WebContext, incoming: AuthorizeRequest): Promise<Authorization> {
  // What we read of a request is there before Express adds its own: headers, session, user.
  const req = incoming as Request
  const visit = (await mayPassAs(context, req)) ? await visitOf(context, req, targetPath(incoming.url ?? '/')) : null
  if (visit === null) return { allowed: false, code: 'not_signed_in' }
  const code = refusalOf(await decide(context.services, visit))
  if (code !== null) return { allowed: false, code }
  return { allowed: true, userId: visit.person.id, watch: (onEnd) => watch(context, visit, onEnd) }
}

function refusalOf({ decision, mark }: Situation): RefusalCode | null {
  switch (decision.outcome) {
    case 'allow':
      return null
    case 'allow_with_prompt':
      return decision.reason === 'nudge' || mark?.kind === 'grace' ? null : 'grace_choice_required'
    case 'challenge':
      return 'second_factor_required'
    case 'enroll_required':
      return 'enrollment_required'
    case 'locked':
      return 'locked'
    case 'unavailable':
      return 'provider_unavailable'
  }
}

function watch({ services }: WebContext, visit: Visit, onEnd: (code: RefusalCode) => void): () => void {
  let isOver = false
  const end = (): void => {
    isOver = true
    clearInterval(timer)
    unsubscribe()
  }
  const again = async (): Promise<void> => {
    const code = await look(services, visit).then(refusalOf, () => 'store_unavailable' as const)
    if (isOver || code === null) return
    end()
    onEnd(code)
  }
  const timer = setInterval(() => void again(), EVERY_MS).unref()
  const unsubscribe = services.store.subscribe(
    (change) => {
      if (change.userId === visit.person.id && change.kind !== 'challenge') void again()
    },
    () => void again(),
  )
  return end
}
