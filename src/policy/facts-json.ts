/**
 * Account and request as JSON: what the command line, test suites and the decision log take and give. A field left
 * out takes an empty or neutral value; `null` for groups, roles, attributes, path or ip means *not known*.
 */
import { array, boolean, nullable, number, optional, picklist, pipe, record, safeParse, strictObject, string, unknown, variant, literal, minValue } from 'valibot'
import type { InferOutput } from 'valibot'
import { METHODS } from '../methods.js'
import type { AccountFacts, RequestFacts } from './decision.js'
import { findForeignFields } from './language/foreign-fields.js'
import { nearestName } from './language/nearest-name.js'
import { pathText } from './language/problem.js'
import { instant } from './language/values.js'

const names = optional(nullable(array(string())))
const when = optional(nullable(instant))
const count = pipe(number('must be a number'), minValue(0, 'must not be negative'))

const accountSchema = strictObject({
  user: optional(string()),
  state: optional(picklist(['none', 'pending', 'enrolled', 'opted_out'], 'must be none, pending, enrolled or opted_out')),
  methods: optional(array(picklist(METHODS, `must be one of ${METHODS.join(', ')}`))),
  grace_used: optional(count),
  grace_started: when,
  groups: names,
  roles: names,
  attributes: optional(nullable(record(string(), unknown()))),
  created: when,
  opted_out_at: when,
  nudges: optional(strictObject({ count: optional(count), last_at: when })),
  locks: optional(array(variant('kind', [strictObject({ kind: literal('admin') }), strictObject({ kind: literal('temp'), until: instant })]))),
})

const requestSchema = strictObject({
  path: optional(nullable(string())),
  action: optional(nullable(string())),
  ip: optional(nullable(string())),
  remembered_device: optional(boolean()),
  /** Seconds. */
  second_factor_age: optional(nullable(count)),
  second_factor_method: optional(nullable(picklist(METHODS))),
  first_factor: optional(nullable(string())),
  client: optional(nullable(string())),
  provider: optional(picklist(['up', 'down'])),
})

export type AccountJson = InferOutput<typeof accountSchema>
export type RequestJson = InferOutput<typeof requestSchema>

export type FactsResult<T> = { readonly ok: true; readonly facts: T } | { readonly ok: false; readonly problems: readonly string[] }

/** @param user name for an account that does not say its own */
export function readAccount(value: unknown, user = 'somebody'): FactsResult<AccountFacts> {
  return read(accountSchema, value, (json) => accountOf(json, user))
}

export function readRequest(value: unknown): FactsResult<RequestFacts> {
  return read(requestSchema, value, requestOf)
}

function accountOf(json: AccountJson, user: string): AccountFacts {
  return {
    user: json.user ?? user,
    state: json.state ?? 'none',
    methods: json.methods ?? [],
    graceUsed: json.grace_used ?? 0,
    graceStarted: json.grace_started ?? null,
    groups: orEmpty(json.groups, []),
    roles: orEmpty(json.roles, []),
    attributes: orEmpty(json.attributes, {}),
    created: json.created ?? null,
    optedOutAt: json.opted_out_at ?? null,
    nudges: { count: json.nudges?.count ?? 0, lastAt: json.nudges?.last_at ?? null },
    locks: json.locks ?? [],
  }
}

function requestOf(json: RequestJson): RequestFacts {
  return {
    path: orEmpty(json.path, '/'),
    action: json.action ?? null,
    // An address that lies in no network.
    ip: orEmpty(json.ip, '0.0.0.0'),
    rememberedDevice: json.remembered_device ?? false,
    secondFactorAge: json.second_factor_age ?? null,
    secondFactorMethod: json.second_factor_method ?? null,
    firstFactor: orEmpty(json.first_factor, 'password'),
    client: orEmpty(json.client, 'browser'),
    provider: json.provider ?? 'up',
  }
}

/** `null` stays *not known*. */
function orEmpty<T>(value: T | null | undefined, empty: T): T | null {
  return value === undefined ? empty : value
}

type FactsSchema = typeof accountSchema | typeof requestSchema

function read<S extends FactsSchema, T>(schema: S, value: unknown, turn: (json: InferOutput<S>) => T): FactsResult<T> {
  const foreign = findForeignFields(schema, value).map(({ path, suggestion }) => unknownField(pathText(path), suggestion))
  const result = safeParse(schema, value)
  if (result.success && foreign.length === 0) return { ok: true, facts: turn(result.output) }
  const wrong = (result.issues ?? []).filter(({ type, expected }) => !(type === 'strict_object' && expected === 'never'))
  return { ok: false, problems: [...foreign, ...wrong.map((issue) => `${pathText((issue.path ?? []).map(({ key }) => String(key)))}: ${issue.message}`)] }
}

function unknownField(path: string, suggestion: string | undefined): string {
  return suggestion === undefined ? `${path}: unknown field` : `${path}: unknown field; did you mean ${suggestion}?`
}

/** The same facts as JSON again, in the form that is read above. Attributes are left out when they are not given. */
export function accountJson(facts: Omit<AccountFacts, 'user' | 'attributes'>): object {
  return {
    state: facts.state,
    methods: facts.methods,
    grace_used: facts.graceUsed,
    grace_started: iso(facts.graceStarted),
    groups: facts.groups,
    roles: facts.roles,
    created: iso(facts.created),
    opted_out_at: iso(facts.optedOutAt),
    nudges: { count: facts.nudges.count, last_at: iso(facts.nudges.lastAt) },
    locks: facts.locks.map((lock) => (lock.kind === 'admin' ? lock : { kind: 'temp', until: iso(lock.until) })),
  }
}

export function requestJson(facts: Omit<RequestFacts, 'ip'>): object {
  return {
    path: facts.path,
    action: facts.action,
    remembered_device: facts.rememberedDevice,
    second_factor_age: facts.secondFactorAge,
    second_factor_method: facts.secondFactorMethod,
    first_factor: facts.firstFactor,
    client: facts.client,
    provider: facts.provider,
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** The nearest name of a field of accounts and requests, for flags and columns. */
export function nearestFact(name: string): string | undefined {
  return nearestName(name, [...Object.keys(accountSchema.entries), ...Object.keys(requestSchema.entries)])
}
