/** With many rules the index finds the same decision as looking at each. */
import { expect } from 'chai'
import fc from 'fast-check'
import { compilePolicy } from '../../src/policy/compile.js'
import type { Decision } from '../../src/policy/decision.js'
import { evaluate } from '../../src/policy/evaluate.js'
import { readAccount, readRequest } from '../../src/policy/facts-json.js'
import { parsePolicy } from '../../src/policy/parse.js'

const NOW = Date.UTC(2026, 8, 1)
const NAMES = ['a', 'b', 'c', 'd', 'e']

const names = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
const match = fc.record({ users: names, groups: names, roles: names, paths: fc.constant(['/admin/**']) }, { requiredKeys: [] })
const rule = fc.record({ match: fc.option(match, { nil: undefined }), mode: fc.constantFrom('enforce', 'off'), model: fc.constantFrom('opt_in', 'mandatory', 'opt_out') })
const known = fc.option(fc.uniqueArray(fc.constantFrom(...NAMES)), { nil: null })

describe('Rule index', () => {
  it('changes no decision, also with data missing', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 16, maxLength: 30 }), fc.constantFrom(...NAMES), known, known, fc.constantFrom('/', '/admin/x', null), (rules, user, groups, roles, path) => {
        const source = {
          apiVersion: 'second-factor/v1', kind: 'PolicySet', metadata: { name: 'many', owner: 'tests@shop.example' },
          rules: rules.map(({ match: wanted, mode, model }, at) => ({ id: `r${at}`, mode, enrollment: { model }, ...(wanted === undefined ? {} : { match: wanted }) })),
        }
        const parsed = parsePolicy(source)
        if (!parsed.ok) return
        const policy = compilePolicy(parsed.policy)
        const account = readAccount({ user, groups, roles })
        const request = readRequest({ path })
        if (!account.ok || !request.ok) expect.fail('the facts are valid')
        const decide = (trace: boolean): Omit<Decision, 'trace'> => {
          const { trace: _trace, ...decision } = evaluate(policy, account.facts, request.facts, NOW, { trace })
          return decision
        }
        expect(decide(false)).to.deep.equal(decide(true))
      }),
      { numRuns: 300 },
    )
  })
})
