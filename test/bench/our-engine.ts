/** Our own evaluator, compiled as it is shipped. */
import type * as Compile from '../../src/policy/compile.js'
import type { AccountFacts } from '../../src/policy/decision.js'
import type * as Evaluate from '../../src/policy/evaluate.js'
import type * as FactsJson from '../../src/policy/facts-json.js'
import type * as Parse from '../../src/policy/parse.js'
import { COMPILED } from './compiled.js'
import { microsecondsOf } from './measure.js'
import type { Figure } from './measure.js'
import { groupOf } from './questions.js'

/** One rule for each group; whoever is in none falls to the defaults. */
function policyOf(rules: number): object {
  return {
    apiVersion: 'second-factor/v1',
    kind: 'PolicySet',
    defaults: { enrollment: { model: 'mandatory', grace_period: { logins: 3 } } },
    rules: Array.from({ length: rules }, (_, index) => ({
      id: `rule-${index}`,
      match: { groups: [`group-${index}`] },
    })),
  }
}

async function load() {
  const folder = `${COMPILED}policy`
  // Compiled from these very files a moment ago.
  const { evaluate } = (await import(`${folder}/evaluate.js`)) as typeof Evaluate
  const { parsePolicy } = (await import(`${folder}/parse.js`)) as typeof Parse
  const { compilePolicy } = (await import(`${folder}/compile.js`)) as typeof Compile
  const { readAccount, readRequest } = (await import(`${folder}/facts-json.js`)) as typeof FactsJson
  const compiled = (source: unknown) => {
    const result = parsePolicy(source)
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    return compilePolicy(result.policy)
  }
  return { evaluate, compiled, readAccount, readRequest }
}

export async function measureOurs(sizes: readonly number[]): Promise<Figure[]> {
  const { evaluate, compiled, readAccount, readRequest } = await load()
  const request = readRequest({})
  if (!request.ok) throw new Error('the neutral request is refused')
  const figures: Figure[] = []
  for (const rules of sizes) {
    const policy = compiled(policyOf(rules))
    const accounts = Array.from({ length: 1024 }, (_, index): AccountFacts => {
      const account = readAccount({
        user: `u${index}`,
        state: 'enrolled',
        methods: ['push', 'totp'],
        groups: [groupOf(index, rules)],
      })
      if (!account.ok) throw new Error('an account is refused')
      return account.facts
    })
    const now = Date.now()
    const us = await microsecondsOf((index) => evaluate(policy, accounts[index % 1024] ?? nobody(), request.facts, now))
    figures.push({ what: 'passport-authy', rules, us })
  }
  return figures
}

export async function measureLoading(sizes: readonly number[]): Promise<Figure[]> {
  const { compiled } = await load()
  const figures: Figure[] = []
  for (const rules of sizes) {
    const text = JSON.stringify(policyOf(rules))
    figures.push({ what: 'read, check and compile a policy', rules, us: await microsecondsOf(() => compiled(text)) })
  }
  return figures
}

function nobody(): never {
  throw new Error('no such account')
}
