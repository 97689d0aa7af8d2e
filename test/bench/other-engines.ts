/** The same questions to casbin and json-rules-engine, each in the way that is fastest for it. */
import { createRequire } from 'node:module'
import { microsecondsOf } from './measure.js'
import type { Figure } from './measure.js'
import { groupOf } from './questions.js'

/** Installed in this folder only, so the rest of the project is checked without their types. */
const load = createRequire(import.meta.url)

interface Casbin {
  newModelFromString(text: string): unknown
  newEnforcer(model: unknown, adapter: unknown): Promise<{ enforceSync(...question: string[]): boolean }>
  StringAdapter: new (text: string) => unknown
}

interface JsonRulesEngine {
  Engine: new (
    rules: readonly object[],
    options: object,
  ) => { run(facts: object): Promise<{ events: readonly unknown[] }> }
}

const MODEL = `
[request_definition]
r = sub, obj
[policy_definition]
p = sub, obj
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.obj == p.obj
`

export async function measureCasbin(sizes: readonly number[]): Promise<Figure[]> {
  const casbin = load('casbin') as Casbin
  const figures: Figure[] = []
  for (const rules of sizes) {
    const lines = Array.from({ length: rules }, (_, index) => `p, group-${index}, shop`)
    const enforcer = await casbin.newEnforcer(
      casbin.newModelFromString(MODEL),
      new casbin.StringAdapter(lines.join('\n')),
    )
    if (!enforcer.enforceSync('group-0', 'shop') || enforcer.enforceSync('nowhere', 'shop'))
      throw new Error('casbin answers otherwise')
    figures.push({
      what: 'casbin',
      rules,
      us: await microsecondsOf((index) => enforcer.enforceSync(groupOf(index, rules), 'shop')),
    })
  }
  return figures
}

export async function measureJsonRulesEngine(sizes: readonly number[]): Promise<Figure[]> {
  const { Engine } = load('json-rules-engine') as JsonRulesEngine
  const figures: Figure[] = []
  for (const rules of sizes) {
    const list = Array.from({ length: rules }, (_, index) => ({
      conditions: { all: [{ fact: 'group', operator: 'equal', value: `group-${index}` }] },
      event: { type: `rule-${index}` },
    }))
    const engine = new Engine(list, {})
    if ((await engine.run({ group: 'group-0' })).events.length !== 1)
      throw new Error('json-rules-engine answers otherwise')
    figures.push({
      what: 'json-rules-engine',
      rules,
      us: await microsecondsOf((index) => engine.run({ group: groupOf(index, rules) })),
    })
  }
  return figures
}
