/** When data is missing several rules may be the one that counts: the strictest answer of all is taken. */
import type { Method } from '../../methods.js'
import type { EffectiveSettings, Outcome } from '../decision.js'
import { verdict } from './verdict.js'
import type { Verdict } from './verdict.js'

/** The answer under one rule, or under several of which one counts. Durations in seconds. */
export interface Branch {
  /** `null` for emergency access, and for `defaults` where no rule matches. */
  readonly rule: string | null
  readonly settings: EffectiveSettings
  readonly verdict: Verdict
  readonly maxAge: number
}

const STRICTNESS: Readonly<Record<Outcome, number>> = {
  allow: 0,
  allow_with_prompt: 1,
  challenge: 2,
  enroll_required: 3,
  unavailable: 4,
  locked: 5,
}

export function combine(certain: Branch, others: readonly Branch[]): Branch {
  if (others.length === 0) return certain
  const branches = [certain, ...others]
  const chosen = others.reduce((strictest, branch) => (isStricter(branch, strictest) ? branch : strictest), certain)
  return {
    rule: chosen.rule,
    settings: commonSettings(chosen, branches),
    verdict: commonVerdict(chosen.verdict, branches.map((branch) => branch.verdict)),
    maxAge: Math.min(...branches.map(({ maxAge }) => maxAge)),
  }
}

function isStricter({ verdict: one }: Branch, { verdict: other }: Branch): boolean {
  if (one.outcome !== other.outcome) return STRICTNESS[one.outcome] > STRICTNESS[other.outcome]
  if (one.maySkip !== other.maySkip) return !one.maySkip
  if (one.mayOptOut !== other.mayOptOut) return !one.mayOptOut
  return (one.remaining ?? Number.POSITIVE_INFINITY) < (other.remaining ?? Number.POSITIVE_INFINITY)
}

function commonVerdict(chosen: Verdict, all: readonly Verdict[]): Verdict {
  const alike = all.filter(({ outcome }) => outcome === chosen.outcome)
  const methods = common(chosen.methods, all.map((one) => one.methods))
  // Nothing that every branch would take: offering what only some take would be a guess.
  if (chosen.outcome === 'challenge' && methods.length === 0) return verdict('unavailable', chosen.reason)
  return {
    ...chosen,
    methods,
    remaining: least(alike.map(({ remaining }) => remaining)),
    deadline: least(alike.map(({ deadline }) => deadline)),
  }
}

function commonSettings({ settings }: Branch, branches: readonly Branch[]): EffectiveSettings {
  const challenges = branches.map((branch) => branch.settings.challenge)
  const confirming = branches.map((branch) => branch.settings.enrollment.confirmWith)
  const rememberFor = Math.min(...challenges.map(({ rememberDevice }) => rememberDevice.for))
  return {
    ...settings,
    challenge: {
      ...settings.challenge,
      methods: common(settings.challenge.methods, challenges.map(({ methods }) => methods)),
      rememberDevice: { ...settings.challenge.rememberDevice, for: rememberFor },
      maxAge: Math.min(...challenges.map(({ maxAge }) => maxAge)),
    },
    enrollment: {
      ...settings.enrollment,
      confirmWith: common(settings.enrollment.confirmWith, confirming),
    },
  }
}

function common(methods: readonly Method[], lists: readonly (readonly Method[])[]): readonly Method[] {
  return methods.filter((method) => lists.every((list) => list.includes(method)))
}

/** The smallest limit; `null` where nothing limits. */
function least(limits: readonly (number | null)[]): number | null {
  const given = limits.filter((limit) => limit !== null)
  return given.length === 0 ? null : Math.min(...given)
}
