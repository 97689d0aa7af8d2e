/** Compares the actions a policy names with those the application's routes ask for. */
import type { MatchBlock } from '../language/match-schema.js'
import { nearestName } from '../language/nearest-name.js'
import type { Finding, Path } from '../language/problem.js'
import type { PolicySet } from '../language/schema.js'

const LISTS = ['exceptions', 'step_up', 'rules'] as const

/** @param used names that routes pass to `stepUp` */
export function lintActions(policy: PolicySet, used: readonly string[]): Finding[] {
  const known = new Set(used)
  const named = LISTS.flatMap((list) =>
    (policy[list] ?? []).flatMap(({ match }, index) => actionsOf(match, [list, index, 'match'])),
  )
  const unused = named
    .filter(({ action }) => !known.has(action))
    .map(({ action, path }): Finding => {
      const suggestion = nearestName(action, used)
      const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`
      return { code: 'W170', path, message: `no route uses the action "${action}"${hint}`, suggestion }
    })
  const covered = new Set(
    (policy.step_up ?? []).flatMap(({ match }) => actionsOf(match, []).map(({ action }) => action)),
  )
  const isOpen = (policy.step_up ?? []).some(({ match }) => match?.actions === undefined && match?.paths === undefined)
  const forgotten = isOpen ? [] : used.filter((action) => !covered.has(action))
  return [...unused, ...forgotten.map(forgottenAction)]
}

function forgottenAction(action: string): Finding {
  return {
    code: 'W170',
    path: ['step_up'],
    atKey: true,
    message: `routes use the action "${action}", which no step_up entry names`,
  }
}

function actionsOf(
  match: MatchBlock | undefined,
  path: Path,
): readonly { readonly action: string; readonly path: Path }[] {
  const own = (match?.actions ?? []).map((action, index) => ({ action, path: [...path, 'actions', index] }))
  const excepted = (match?.except?.actions ?? []).map((action, index) => ({
    action,
    path: [...path, 'except', 'actions', index],
  }))
  return [...own, ...excepted]
}
