/** Facts and policies for the tests of this folder, with neutral values for all that a test does not name. */
import { readFileSync } from 'node:fs'
import { compilePolicy } from '../../src/policy/compile.js'
import type { CompiledPolicy } from '../../src/policy/compile.js'
import type { AccountFacts, Decision, RequestFacts } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { parsePolicy } from '../../src/policy/parse.js'
import type { ParseOptions } from '../../src/policy/parse.js'
import type { Problem } from '../../src/policy/language/problem.js'

export const NOW = Date.parse('2026-09-01T09:00:00Z')
export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000
export const EXAMPLES = ['startup', 'bank', 'university', 'consumer', 'admin', 'breakglass'] as const

export function account(facts: Partial<AccountFacts> = {}): AccountFacts {
  return {
    user: 'ann',
    state: 'none',
    methods: [],
    graceUsed: 0,
    graceStarted: null,
    groups: [],
    roles: [],
    attributes: {},
    created: Date.parse('2026-08-15T00:00:00Z'),
    optedOutAt: null,
    nudges: { count: 0, lastAt: null },
    locks: [],
    ...facts,
  }
}

/** Somebody with the app, unless other methods are named. */
export function enrolled(facts: Partial<AccountFacts> = {}): AccountFacts {
  return account({ state: 'enrolled', methods: ['push', 'totp'], ...facts })
}

export function request(facts: Partial<RequestFacts> = {}): RequestFacts {
  return {
    path: '/',
    action: null,
    ip: '198.51.100.7',
    rememberedDevice: false,
    secondFactorAge: null,
    secondFactorMethod: null,
    firstFactor: 'password',
    client: 'browser',
    provider: 'up',
    ...facts,
  }
}

export function exampleText(name: string): string {
  return readFileSync(new URL(`../../example-app/policies/${name}.yaml`, import.meta.url), 'utf8')
}

/** Compiles text or an object; throws with the problems when it is not valid. */
export function compiled(source: unknown): CompiledPolicy {
  const result = parsePolicy(source, { now: NOW })
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return compilePolicy(result.policy)
}

export function example(name: string): CompiledPolicy {
  return compiled(exampleText(name))
}

/** A whole policy from the parts a test is about; one rule for everyone unless others are named. */
export function policyOf(parts: Record<string, unknown>): Record<string, unknown> {
  return { apiVersion: 'second-factor/v1', kind: 'PolicySet', rules: [{ id: 'everyone' }], ...parts }
}

/** The decision of a policy made of these parts. */
export function decide(
  parts: Record<string, unknown>,
  who: AccountFacts,
  what: RequestFacts = request(),
  now = NOW,
): Decision {
  return evaluate(compiled(policyOf(parts)), who, what, now)
}

/** Every problem of a policy; none when it is valid. */
export function problems(source: unknown, options?: ParseOptions): readonly Problem[] {
  const result = parsePolicy(source, options)
  return result.ok ? [] : result.problems
}

/** The first problem, in the order of the text. */
export function first(source: unknown, options?: ParseOptions): Problem {
  const [problem] = problems(source, options)
  if (problem === undefined) throw new Error('the policy was taken')
  return problem
}
