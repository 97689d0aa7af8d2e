/** Lints about step-up entries, which count together: what one takes the other must take too. */
import type { CompiledPolicy } from '../compile.js'
import type { Finding } from '../language/problem.js'
import type { PolicySet } from '../language/schema.js'
import { areDisjoint } from './scope.js'

interface Entry {
  readonly id: string
  readonly index: number
  readonly methods: readonly string[]
}

/** Ends the search in files of thousands of entries, where each is compared with each. */
const MOST_COMPARISONS = 1_000_000

export function lintStepUp(set: PolicySet, { stepUp, guardrails }: CompiledPolicy): Finding[] {
  const entries = stepUp.flatMap(({ id, methods }, index): Entry[] => {
    const left = methods?.filter((method) => !guardrails.forbidMethods.includes(method))
    return left === undefined ? [] : [{ id, index, methods: left }]
  })
  let compared = 0
  return entries.flatMap((entry, at): Finding[] => {
    if (compared > MOST_COMPARISONS) return []
    compared += at
    const other = entries.slice(0, at).find((above) => clash(set, above, entry))
    if (other === undefined) return []
    const message = `shares no method with "${other.id}" (step_up[${other.index}]), and both can match one request`
    return [{ code: 'E203', path: ['step_up', entry.index], message }]
  })
}

function clash({ step_up = [], definitions }: PolicySet, one: Entry, other: Entry): boolean {
  if (one.methods.some((method) => other.methods.includes(method))) return false
  return !areDisjoint(step_up[one.index]?.match ?? {}, step_up[other.index]?.match ?? {}, definitions?.networks ?? {})
}
