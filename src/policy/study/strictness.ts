/**
 * Whether a decision is stricter than another about the same person on the same request.
 *
 * Outcome decides first: allow < allow_with_prompt < challenge < enroll_required < unavailable < locked. Between two
 * challenges what follows decides next: nothing < suggest_new_method < enroll_new_method. Then the details that the
 * person would notice; each may have become stricter or looser by itself.
 */
import type { Method } from '../../methods.js'
import type { Decision, Outcome } from '../decision.js'

/** `mixed`: stricter in one detail and looser in another, or simply different. */
export type Direction = 'same' | 'stricter' | 'looser' | 'mixed'

/** One detail that changed while the outcome stayed, e.g. `fewer methods`. */
export interface Difference {
  readonly what: string
  readonly direction: Exclude<Direction, 'same'>
}

export interface Comparison {
  readonly direction: Direction
  /** Empty where the outcome, or what follows it, is another one. */
  readonly differences: readonly Difference[]
}

/** The outcomes, from the loosest to the strictest. */
export const OUTCOMES_BY_STRICTNESS: readonly Outcome[] = [
  'allow',
  'allow_with_prompt',
  'challenge',
  'enroll_required',
  'unavailable',
  'locked',
]

const FOLLOW_UPS: readonly Decision['then'][] = [null, 'suggest_new_method', 'enroll_new_method']
const SAME: Comparison = { direction: 'same', differences: [] }

type Aspect = (now: Decision, after: Decision) => Difference | null

/** Whether `after` is stricter or looser than `now`. Rule, reason and the order of methods do not count. */
export function compareDecisions(now: Decision, after: Decision): Comparison {
  const rise = OUTCOMES_BY_STRICTNESS.indexOf(after.outcome) - OUTCOMES_BY_STRICTNESS.indexOf(now.outcome)
  if (rise !== 0) return { direction: rise > 0 ? 'stricter' : 'looser', differences: [] }
  const further = FOLLOW_UPS.indexOf(after.then) - FOLLOW_UPS.indexOf(now.then)
  if (further !== 0) return { direction: further > 0 ? 'stricter' : 'looser', differences: [] }
  const differences = ASPECTS[now.outcome].map((aspect) => aspect(now, after)).filter((found) => found !== null)
  return differences.length === 0 ? SAME : { direction: overall(differences), differences }
}

/** Whether the person cannot get in at all. */
export function isStopped({ outcome }: Decision): boolean {
  return outcome === 'locked' || outcome === 'unavailable'
}

function overall(differences: readonly Difference[]): Direction {
  const [first, ...others] = differences.map(({ direction }) => direction)
  return first !== undefined && others.every((direction) => direction === first) ? first : 'mixed'
}

const methods: Aspect = (now, after) => {
  const lost = now.methods.filter((method) => !after.methods.includes(method))
  const gained = after.methods.filter((method) => !now.methods.includes(method))
  if (lost.length > 0 && gained.length > 0) return { what: 'other methods', direction: exchange(lost, gained) }
  if (lost.length > 0) return { what: 'fewer methods', direction: 'stricter' }
  return gained.length > 0 ? { what: 'more methods', direction: 'looser' } : null
}

/** Texts and calls are the weak ones (NIST SP 800-63B-4, 3.1.3.3: restricted); among the others none is weaker. */
function exchange(lost: readonly Method[], gained: readonly Method[]): Difference['direction'] {
  const [losesWeak, gainsWeak] = [lost, gained].map((some) =>
    some.some((method) => method === 'sms' || method === 'voice'),
  )
  if (losesWeak === gainsWeak) return 'mixed'
  return losesWeak === true ? 'stricter' : 'looser'
}

/** `null` is no limit. */
function limit(read: (decision: Decision) => number | null, less: string, more: string): Aspect {
  return (now, after) => {
    const change = (read(after) ?? Number.POSITIVE_INFINITY) - (read(now) ?? Number.POSITIVE_INFINITY)
    if (change < 0) return { what: less, direction: 'stricter' }
    return change > 0 ? { what: more, direction: 'looser' } : null
  }
}

function freedom(read: (decision: Decision) => boolean, name: string): Aspect {
  return (now, after) => {
    if (read(now) === read(after)) return null
    return read(after)
      ? { what: `may ${name}`, direction: 'looser' }
      : { what: `may not ${name}`, direction: 'stricter' }
  }
}

const remaining = limit((decision) => decision.remaining, 'fewer grace logins', 'more grace logins')
const deadline = limit((decision) => decision.deadline, 'earlier deadline', 'later deadline')
const maxAge = limit((decision) => decision.maxAge, 'shorter max_age', 'longer max_age')
const maySkip = freedom((decision) => decision.maySkip, 'skip')
const mayOptOut = freedom((decision) => decision.mayOptOut, 'opt out')

/** A session without a factor has none that could grow old. */
const ageOfFactor: Aspect = (now, after) =>
  now.reason === 'recent_second_factor' && after.reason === now.reason ? maxAge(now, after) : null

/** A lock without an end is stricter than any with one. */
const lockedUntil: Aspect = (now, after) => {
  const change = (after.lockedUntil ?? Number.POSITIVE_INFINITY) - (now.lockedUntil ?? Number.POSITIVE_INFINITY)
  if (change > 0) return { what: 'longer lock', direction: 'stricter' }
  return change < 0 ? { what: 'shorter lock', direction: 'looser' } : null
}

/** What the person would notice of each outcome. */
const ASPECTS: Readonly<Record<Outcome, readonly Aspect[]>> = {
  allow: [ageOfFactor],
  allow_with_prompt: [methods, remaining, deadline, maySkip, mayOptOut],
  challenge: [methods, maxAge, remaining, deadline, maySkip],
  enroll_required: [methods, mayOptOut],
  unavailable: [],
  locked: [lockedUntil],
}
