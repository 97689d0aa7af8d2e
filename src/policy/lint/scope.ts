/**
 * Compares what entries cover without looking at anybody: whether one covers all that another does, and whether two
 * can ever match together. Both say yes only where it is certain.
 */
import { isInside, parseNetwork } from '../language/address.js'
import type { Network } from '../language/address.js'
import type { MatchBlock, MatchFields } from '../language/match-schema.js'
import { matchesPath, pathPattern } from '../rules/path-pattern.js'
import type { PathPattern } from '../rules/path-pattern.js'

/** Names from `definitions.networks` and what they stand for. */
export type Networks = Readonly<Record<string, readonly string[]>>

/** Fields that hold a list of names; of those in `SINGLE` a person or request has one at a time. */
export const LISTS = ['users', 'groups', 'roles', 'actions', 'clients', 'first_factor'] as const
const SINGLE = ['users', 'actions', 'clients', 'first_factor'] as const

/** Whether everyone and everything that `narrow` matches is matched by `wide` as well. */
export function covers(wide: MatchBlock, narrow: MatchBlock, networks: Networks): boolean {
  return coversFields(wide, narrow, networks) && !excludesPartOf(wide, narrow, networks)
}

/** The same with `except` left aside on the wide side. */
export function coversFields(wide: MatchFields, narrow: MatchFields, networks: Networks): boolean {
  return (
    LISTS.every((field) => within(narrow[field], wide[field])) &&
    coversAttributes(wide.attributes, narrow.attributes) &&
    (wide.created_after ?? Number.NEGATIVE_INFINITY) <= (narrow.created_after ?? Number.NEGATIVE_INFINITY) &&
    (wide.created_before ?? Number.POSITIVE_INFINITY) >= (narrow.created_before ?? Number.POSITIVE_INFINITY) &&
    coversPaths(wide.paths, narrow.paths) &&
    coversNetworks(wide.networks, narrow.networks, networks) &&
    coversRollout(wide.rollout, narrow.rollout)
  )
}

function excludesPartOf({ except }: MatchBlock, narrow: MatchBlock, networks: Networks): boolean {
  if (except === undefined || areDisjoint(except, narrow, networks)) return false
  return narrow.except === undefined || !coversFields(narrow.except, except, networks)
}

/** Whether no person on any request can match both. */
export function areDisjoint(one: MatchBlock, other: MatchBlock, networks: Networks): boolean {
  return (
    SINGLE.some((field) => shareNothing(one[field], other[field])) ||
    neverTogether(one, other) ||
    (one.paths !== undefined && other.paths !== undefined && !pathsMeet(one.paths, other.paths)) ||
    networksApart(one.networks, other.networks, networks) ||
    (one.except !== undefined && coversFields(one.except, other, networks)) ||
    (other.except !== undefined && coversFields(other.except, one, networks))
  )
}

const sets = new WeakMap<readonly unknown[], ReadonlySet<unknown>>()

/** Lists may be long and are looked at often. */
function setOf(list: readonly unknown[]): ReadonlySet<unknown> {
  const known = sets.get(list) ?? new Set(list)
  sets.set(list, known)
  return known
}

function within(narrow: readonly unknown[] | undefined, wide: readonly unknown[] | undefined): boolean {
  if (wide === undefined) return true
  return narrow?.every((value) => setOf(wide).has(value)) ?? false
}

function shareNothing(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one !== undefined && other !== undefined && !one.some((value) => setOf(other).has(value))
}

function coversAttributes(wide: MatchFields['attributes'], narrow: MatchFields['attributes'] = {}): boolean {
  return Object.entries(wide ?? {}).every(([name, values]) => {
    const own = Object.hasOwn(narrow, name) ? narrow[name] : undefined
    return own !== undefined && within([own].flat(), [values].flat())
  })
}

function coversRollout(wide: MatchFields['rollout'], narrow: MatchFields['rollout']): boolean {
  if (wide === undefined || wide.percent >= 100) return true
  return narrow !== undefined && wide.salt === narrow.salt && wide.percent >= narrow.percent
}

function neverTogether(one: MatchFields, other: MatchFields): boolean {
  const from = Math.max(one.created_after ?? Number.NEGATIVE_INFINITY, other.created_after ?? Number.NEGATIVE_INFINITY)
  const to = Math.min(one.created_before ?? Number.POSITIVE_INFINITY, other.created_before ?? Number.POSITIVE_INFINITY)
  return from >= to
}

function coversPaths(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  const patterns = wide?.map(pathPattern)
  if (patterns === undefined || patterns.some((pattern) => pattern.every((part) => part === '**'))) return true
  return narrow?.map(pathPattern).every((path) => patterns.some((pattern) => coversPattern(pattern, path))) ?? false
}

function coversPattern(wide: PathPattern, narrow: PathPattern): boolean {
  if (!narrow.some((part) => part.includes('*'))) return matchesPath(wide, narrow)
  const isOpen = wide.at(-1) === '**'
  const head = isOpen ? wide.slice(0, -1) : wide
  return (isOpen || narrow.length === head.length) && head.every((part, at) => part === narrow[at])
}

function pathsMeet(one: readonly string[], other: readonly string[]): boolean {
  return one.some((left) => other.some((right) => patternsMeet(pathPattern(left), pathPattern(right))))
}

/** From the first wildcard on they count as meeting, unless one of them is a plain path. */
function patternsMeet(one: PathPattern, other: PathPattern): boolean {
  if (!one.some((part) => part.includes('*'))) return matchesPath(other, one)
  if (!other.some((part) => part.includes('*'))) return matchesPath(one, other)
  const differs = one.findIndex((part, at) => part !== other[at])
  return differs < 0 || `${one[differs] ?? '*'}${other[differs] ?? '*'}`.includes('*')
}

function networkList(names: readonly string[], networks: Networks): Network[] {
  return names.flatMap((name) => networks[name] ?? []).flatMap((text) => parseNetwork(text) ?? [])
}

function coversNetworks(wide: MatchFields['networks'], narrow: MatchFields['networks'], networks: Networks): boolean {
  if (wide === undefined) return true
  if (narrow === undefined) return false
  const around = networkList(wide, networks)
  return networkList(narrow, networks).every((inner) => around.some((outer) => contains(outer, inner)))
}

function networksApart(one: MatchFields['networks'], other: MatchFields['networks'], networks: Networks): boolean {
  if (one === undefined || other === undefined) return false
  const others = networkList(other, networks)
  return !networkList(one, networks).some((left) =>
    others.some((right) => contains(left, right) || contains(right, left)),
  )
}

function contains(outer: Network, inner: Network): boolean {
  return outer.shift >= inner.shift && isInside(inner, outer)
}
