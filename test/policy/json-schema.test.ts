import { expect } from 'chai'
import { parse } from 'yaml'
import { policyJsonSchema } from '../../src/policy/language/json-schema.js'
import { EXAMPLES, exampleText } from './people.js'

type Fields = Readonly<Record<string, unknown>>
/** Whether a keyword with its rule accepts a value; `schema` is all that stands beside it. */
type Keyword = (rule: never, value: unknown, schema: Fields) => boolean

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const always = (): boolean => true
const text = (test: (value: string, rule: never) => boolean) => (rule: never, value: unknown) =>
  typeof value !== 'string' || test(value, rule)
const amount = (test: (value: number, rule: number) => boolean) => (rule: never, value: unknown) =>
  typeof value !== 'number' || test(value, rule)
const items = (test: (value: readonly unknown[], rule: never) => boolean) => (rule: never, value: unknown) =>
  !Array.isArray(value) || test(value, rule)
const fields =
  (test: (value: Fields, rule: never, schema: Fields) => boolean): Keyword =>
  (rule, value, schema) =>
    !isFields(value) || test(value, rule, schema)

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
  object: isFields,
}

/** Those that the schema uses; another one fails, so that nothing is checked only in appearance. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $schema: always,
  title: always,
  description: always,
  type: (rule: string, value) => TYPES[rule]?.(value) === true,
  const: (rule: unknown, value) => value === rule,
  enum: (rule: readonly unknown[], value) => rule.includes(value),
  anyOf: (rule: readonly unknown[], value) => rule.some((one) => accepts(one, value)),
  pattern: text((value, rule: string) => new RegExp(rule, 'u').test(value)),
  minLength: text((value, rule: number) => value.length >= rule),
  maxLength: text((value, rule: number) => value.length <= rule),
  minimum: amount((value, rule) => value >= rule),
  maximum: amount((value, rule) => value <= rule),
  minItems: items((value, rule: number) => value.length >= rule),
  maxItems: items((value, rule: number) => value.length <= rule),
  uniqueItems: items((value) => new Set(value).size === value.length),
  items: items((value, rule: unknown) => value.every((item) => accepts(rule, item))),
  required: fields((value, rule: readonly string[]) => rule.every((name) => Object.hasOwn(value, name))),
  properties: fields((value, rule: Fields) =>
    Object.entries(value).every(([name, part]) => !Object.hasOwn(rule, name) || accepts(rule[name], part)),
  ),
  propertyNames: fields((value, rule: unknown) => Object.keys(value).every((name) => accepts(rule, name))),
  additionalProperties: fields((value, rule: unknown, { properties }) =>
    Object.entries(value).every(
      ([name, part]) => (isFields(properties) && Object.hasOwn(properties, name)) || accepts(rule, part),
    ),
  ),
}

function accepts(schema: unknown, value: unknown): boolean {
  if (!isFields(schema)) return schema === true
  return Object.entries(schema).every(([keyword, rule]) => {
    const holds = KEYWORDS[keyword]
    if (holds === undefined) throw new Error(`unknown keyword ${keyword}`)
    // Each keyword knows the type of its rule; the table does not.
    return holds(rule as never, value, schema)
  })
}

const schema = policyJsonSchema()
const admin = parse(exampleText('admin'))

describe('JSON Schema of policies', () => {
  it('is draft 2020-12 and describes its fields', () => {
    expect(schema).to.include({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' })
    expect(schema.properties?.['rules']).to.have.property('description')
    expect(JSON.parse(JSON.stringify(schema))).to.deep.equal(schema)
  })

  for (const name of [...EXAMPLES, 'default']) {
    it(`accepts ${name}.yaml`, () => {
      expect(accepts(schema, parse(exampleText(name)))).to.equal(true)
    })
  }

  const REFUSED: readonly (readonly [what: string, change: object])[] = [
    ['an unknown field', { rule: [] }],
    ['an unknown field within a rule', { rules: [{ id: 'a', enrolment: {} }] }],
    ['an unknown field within a match', { rules: [{ id: 'a', match: { group: ['x'] } }] }],
    ['a duration that is none', { rules: [{ id: 'a', challenge: { max_age: '12 hours' } }] }],
    ['a time without a zone', { report_until: '2026-09-01T00:00:00' }],
    ['a word that is none', { mode: 'enforced' }],
    ['a number beyond its limit', { rules: [{ id: 'a', enrollment: { grace_period: { logins: 1001 } } }] }],
    ['a value named twice', { rules: [{ id: 'a', match: { groups: ['x', 'x'] } }] }],
    [
      'an exception without an end',
      { exceptions: [{ id: 'a', match: { users: ['x'] }, reason: 'r', approved_by: 'b' }] },
    ],
    ['another version', { apiVersion: 'second-factor/v2' }],
    ['no rules', { rules: [] }],
  ]
  for (const [what, change] of REFUSED) {
    it(`refuses ${what}`, () => {
      expect(accepts(schema, { ...admin, ...change })).to.equal(false)
    })
  }

  it('accepts durations in both spellings', () => {
    for (const max_age of ['90s', 'PT10M', 'P30D', 0])
      expect(accepts(schema, { ...admin, rules: [{ id: 'a', challenge: { max_age } }] })).to.equal(true)
  })
})
