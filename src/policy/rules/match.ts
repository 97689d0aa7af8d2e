/** Conditions: whether an entry covers this person and this request. Missing data gives *may*, never a guess. */
import type { AccountFacts, RequestFacts } from '../decision.js'
import { isInside, parseAddress, parseNetwork } from '../language/address.js'
import type { Address } from '../language/address.js'
import { rolloutPosition } from './digest.js'
import type { MatchBlock, MatchFields } from '../language/match-schema.js'
import { matchesPath, pathForms, pathPattern } from './path-pattern.js'
import type { PathForms } from './path-pattern.js'

export type Answer = 'hit' | 'miss' | 'may'

/** What conditions look at. Path and address are worked out once, and only for a policy that asks. */
export interface Facts {
  readonly account: AccountFacts
  readonly request: RequestFacts
  readonly path: () => PathForms | null
  readonly address: () => Address | null
}

export interface Matcher {
  /** `miss` as soon as one condition misses. */
  readonly match: (facts: Facts) => Answer
  /** Every condition with its own answer. */
  readonly conditions: (facts: Facts) => Readonly<Record<string, Answer>>
}

type Condition = readonly [name: string, test: (facts: Facts) => Answer]
type Networks = Readonly<Record<string, readonly string[]>>

export function factsOf(account: AccountFacts, request: RequestFacts): Facts {
  return {
    account,
    request,
    path: once(() => (request.path === null ? null : pathForms(request.path))),
    address: once(() => (request.ip === null ? null : parseAddress(request.ip))),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** No block matches everyone. */
export function compileMatch(block: MatchBlock | undefined, networks: Networks): Matcher {
  const { except, ...fields } = block ?? {}
  const conditions = compileFields(fields, networks)
  if (except !== undefined) {
    const excluded = compileFields(except, networks)
    conditions.push(['except', (facts) => opposite(all(excluded, facts))])
  }
  return {
    match: (facts) => all(conditions, facts),
    conditions: (facts) => Object.fromEntries(conditions.map(([name, test]) => [name, test(facts)])),
  }
}

function all(conditions: readonly Condition[], facts: Facts): Answer {
  let answer: Answer = 'hit'
  for (const [, test] of conditions) {
    const one = test(facts)
    if (one === 'miss') return 'miss'
    if (one === 'may') answer = 'may'
  }
  return answer
}

function opposite(answer: Answer): Answer {
  if (answer === 'may') return 'may'
  return answer === 'hit' ? 'miss' : 'hit'
}

function compileFields(fields: MatchFields, networks: Networks): Condition[] {
  const conditions: Condition[] = []
  const add = <T>(name: string, value: T | undefined, make: (value: T) => Condition[1]): void => {
    if (value !== undefined) conditions.push([name, make(value)])
  }
  add('users', fields.users, (users) => oneIn(users, ({ account }) => account.user))
  add('groups', fields.groups, (groups) => anyIn(groups, ({ account }) => account.groups))
  add('roles', fields.roles, (roles) => anyIn(roles, ({ account }) => account.roles))
  add('attributes', fields.attributes, attributesTest)
  add('created_after', fields.created_after, (from) => createdTest((created) => created >= from))
  add('created_before', fields.created_before, (to) => createdTest((created) => created < to))
  add('paths', fields.paths, pathsTest)
  add('actions', fields.actions, actionsTest)
  add('networks', fields.networks, (names) => networksTest(names.flatMap((name) => networks[name] ?? [])))
  add('clients', fields.clients, (clients) => oneIn(clients, ({ request }) => request.client))
  add('first_factor', fields.first_factor, (factors) => oneIn(factors, ({ request }) => request.firstFactor))
  add('rollout', fields.rollout, rolloutTest)
  return conditions
}

function answerOf(matches: boolean): Answer {
  return matches ? 'hit' : 'miss'
}

function oneIn(values: readonly string[], read: (facts: Facts) => string | null): Condition[1] {
  const wanted = new Set(values)
  return (facts) => {
    const value = read(facts)
    return value === null ? 'may' : answerOf(wanted.has(value))
  }
}

function anyIn(values: readonly string[], read: (facts: Facts) => readonly string[] | null): Condition[1] {
  const wanted = new Set(values)
  return (facts) => {
    const held = read(facts)
    return held === null ? 'may' : answerOf(held.some((value) => wanted.has(value)))
  }
}

/** No action is known to be no action. */
function actionsTest(values: readonly string[]): Condition[1] {
  const wanted = new Set(values)
  return ({ request }) => answerOf(request.action !== null && wanted.has(request.action))
}

function attributesTest(wanted: NonNullable<MatchFields['attributes']>): Condition[1] {
  const tests = Object.entries(wanted).map(([name, values]) => [name, new Set<unknown>([values].flat())] as const)
  return ({ account: { attributes } }) => {
    if (attributes === null) return 'may'
    const has = (name: string, values: ReadonlySet<unknown>): boolean =>
      Object.hasOwn(attributes, name) && [attributes[name]].flat().some((one) => values.has(one))
    return answerOf(tests.every(([name, values]) => has(name, values)))
  }
}

function createdTest(test: (created: number) => boolean): Condition[1] {
  return ({ account: { created } }) => (created === null ? 'may' : answerOf(test(created)))
}

function pathsTest(texts: readonly string[]): Condition[1] {
  const patterns = texts.map(pathPattern)
  return (facts) => {
    const path = facts.path()
    if (path === null) return 'may'
    const hits = path.filter((form) => patterns.some((pattern) => matchesPath(pattern, form)))
    if (hits.length === 0) return 'miss'
    return hits.length === path.length ? 'hit' : 'may'
  }
}

/** An address that cannot be read is not known. */
function networksTest(texts: readonly string[]): Condition[1] {
  const networks = texts.map(parseNetwork).filter((network) => network !== null)
  return (facts) => {
    const address = facts.address()
    if (address === null) return 'may'
    return answerOf(networks.some((network) => isInside(address, network)))
  }
}

function rolloutTest({ percent, salt }: NonNullable<MatchFields['rollout']>): Condition[1] {
  return ({ account }) => answerOf(rolloutPosition(salt, account.user) < percent)
}
