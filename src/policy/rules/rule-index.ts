/**
 * Which rules can match an account at all, found by the names they ask for instead of by looking at each. A rule that
 * names users, groups or roles misses everybody who has none of them, whatever else it says.
 */
import type { AccountFacts } from '../decision.js'
import type { MatchBlock } from '../language/match-schema.js'

/** Below this, looking at each is as fast. */
const WORTHWHILE = 16

type Field = 'users' | 'groups' | 'roles'
const FIELDS: readonly Field[] = ['users', 'groups', 'roles']

/** Positions of rules, ascending. */
type Positions = number[]

interface Shelf {
  readonly byName: Map<string, Positions>
  readonly all: Positions
}

/** @returns a function that gives, in the policy's order, every rule that might match the account */
export function indexRules<R>(rules: readonly R[], matches: readonly (MatchBlock | undefined)[]): (account: AccountFacts) => readonly R[] {
  if (rules.length < WORTHWHILE) return () => rules
  const shelves = { users: shelf(), groups: shelf(), roles: shelf() }
  const anybody: Positions = []
  for (const [position, match] of matches.entries()) {
    const field = FIELDS.find((name) => match?.[name] !== undefined)
    if (field === undefined) anybody.push(position)
    else put(shelves[field], match?.[field] ?? [], position)
  }
  return (account) => {
    const found = [anybody, take(shelves.users, [account.user]), take(shelves.groups, account.groups), take(shelves.roles, account.roles)]
    return inOrder(found).flatMap((position) => rules[position] ?? [])
  }
}

function shelf(): Shelf {
  return { byName: new Map(), all: [] }
}

function put({ byName, all }: Shelf, names: readonly string[], position: number): void {
  all.push(position)
  for (const name of names) {
    const positions = byName.get(name)
    if (positions === undefined) byName.set(name, [position])
    else positions.push(position)
  }
}

/** Names that are not known might be any. */
function take({ byName, all }: Shelf, names: readonly string[] | null): Positions {
  if (names === null) return all
  const found = names.flatMap((name) => byName.get(name) ?? [])
  return names.length < 2 ? found : [...new Set(found)]
}

function inOrder(lists: readonly Positions[]): Positions {
  const filled = lists.filter(({ length }) => length > 0)
  const [only] = filled
  if (filled.length <= 1) return only ?? []
  return filled.flat().sort((one, other) => one - other)
}
