/** Turns a request into a visit: who, in which session, from where, to where. */
import type { Request } from 'express'
import { SecondFactorError } from '../errors.js'
import type { Person, Visit, Wish } from '../flows/services.js'
import { digest } from '../ids.js'
import type { UserFacts } from '../options.js'
import type { WebContext } from './context.js'
import { asksForJson } from './negotiate.js'
import { deviceTokenOf } from './device-cookie.js'
import { bearerOf, grantIdOf, markIdOf, provenBy, signInIdOf } from './session.js'

/** @returns `null` when nobody is signed in */
export async function visitOf(
  context: WebContext,
  req: Request,
  path: string | null,
  wish: Wish | null = null,
): Promise<Visit | null> {
  if (!req.user) return null
  const person = personOf(await context.user(req.user))
  const signInId = signInIdOf(req)
  return {
    person,
    signInId,
    // A proof for one request is asked for in a challenge of its own, so that it can serve no other.
    challengeId: wish?.scope == null ? signInId : digest(`${signInId} ${wish.scope}`),
    markId: markIdOf(req, signInId),
    known: bearerOf(req)?.challenge ?? null,
    grantId: grantIdOf(req, signInId),
    deviceToken: bearerOf(req) === null ? deviceTokenOf(context, req) : null,
    path,
    wish,
    ip: req.ip ?? null,
    client: asksForJson(req) ? 'api' : 'browser',
    userAgent: req.headers['user-agent'] ?? null,
    provenBy: provenBy(req, context.services.clock.now()),
  }
}

export function personOf(facts: UserFacts): Person {
  return {
    id: idOf(facts.id),
    groups: known(facts.groups, []),
    roles: known(facts.roles, []),
    attributes: known(facts.attributes, {}),
    created: instant(facts.created),
    email: facts.email ?? null,
    locale: facts.locale ?? null,
    firstFactor: facts.firstFactor ?? null,
  }
}

/** An id that is missing or an object would let people share counters. */
function idOf(id: unknown): string {
  if (typeof id === 'number' || typeof id === 'bigint') return String(id)
  if (typeof id === 'string' && id !== '') return id
  throw new SecondFactorError('invalid_options', 'The user function must answer an id that is a text or a number.')
}

/** Left out means none; `null` stays *not known*. */
function known<T>(value: T | null | undefined, none: T): T | null {
  return value === undefined ? none : value
}

function instant(value: UserFacts['created']): number | null {
  if (value === undefined || value === null) return null
  const at = typeof value === 'number' ? value : new Date(value).getTime()
  return Number.isNaN(at) ? null : at
}
