/** People, a provider in this process and a policy, for tests of the batch. */
import { readFileSync } from 'node:fs'
import { compilePolicy } from '../../src/policy/compile.js'
import type { CompiledPolicy } from '../../src/policy/compile.js'
import { parsePolicy } from '../../src/policy/parse.js'
import type { AccountRecord } from '../../src/ports/account-store.js'
import type { Provider, RegisterResult, Registration } from '../../src/ports/provider.js'
import { blankAccount } from '../../src/ports/account-store.js'
import type { PersonRow } from '../../src/batch/index.js'

export const NOW = Date.UTC(2026, 8, 1)
export const clock = { now: () => NOW }

export const PEOPLE_HEADER = 'user,email,country_code,phone,groups,created'
const INTAKE = '2026-08-15T00:00:00Z'

/** A student of this year's intake. */
export function personRow(index: number, fields: Partial<PersonRow> = {}): PersonRow {
  return {
    line: index + 2,
    user: `u${index}`,
    email: `u${index}@uni.example`,
    countryCode: '1',
    phone: phoneOf(index),
    groups: ['students'],
    roles: [],
    attributes: {},
    created: Date.parse(INTAKE),
    ...fields,
  }
}

export function phoneOf(index: number): string {
  return `415${String(index).padStart(7, '0')}`
}

export function peopleCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => `u${index},u${index}@uni.example,1,${phoneOf(index)},students,${INTAKE}`)
  return `${[PEOPLE_HEADER, ...rows].join('\n')}\n`
}

// Generators that have nothing to wait for.
/* eslint-disable @typescript-eslint/require-await */

export async function* people(count: number, fields: Partial<PersonRow> = {}): AsyncGenerator<PersonRow> {
  for (let index = 0; index < count; index += 1) yield personRow(index, fields)
}

export async function* rowsOf<T>(...rows: readonly T[]): AsyncGenerator<T> {
  yield* rows
}

/* eslint-enable @typescript-eslint/require-await */

export function policyFile(name: string): CompiledPolicy {
  return policyOf(readFileSync(`example-app/policies/${name}.yaml`, 'utf8'))
}

export function policyOf(source: unknown): CompiledPolicy {
  const result = parsePolicy(source)
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return compilePolicy(result.policy)
}

export interface StandIn extends Provider {
  readonly asked: Registration[]
}

/** Finds or creates by number, as Authy does. `answer` may put something else in the place of one call. */
export function standInProvider(answer: (call: number) => RegisterResult | null | Promise<RegisterResult | null> = () => null): StandIn {
  const asked: Registration[] = []
  const unused = (): never => {
    throw new Error('A batch does not ask for this.')
  }
  return {
    name: 'stand-in',
    methods: ['push', 'totp', 'sms', 'voice'],
    asked,
    register: async (registration) => {
      asked.push(registration)
      const other = await answer(asked.length)
      return other ?? { kind: 'registered', providerId: idOf(registration) }
    },
    sendPush: unused,
    pushStatus: unused,
    sendCode: unused,
    verifyCode: unused,
    lookUp: unused,
    remove: unused,
    readCallback: unused,
    close: () => Promise.resolve(),
  }
}

export function idOf({ countryCode, phone }: Pick<Registration, 'countryCode' | 'phone'>): string {
  return `${countryCode}${phone}`
}

export function accountOf(userId: string, fields: Partial<AccountRecord>): AccountRecord {
  return { ...blankAccount(userId), updatedAt: NOW - 1000, ...fields }
}
