/** What policy says about registering one person, and about the first sign-in afterwards. */
import type { Method } from '../methods.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { AccountFacts, Decision } from '../policy/decision.js'
import { evaluate } from '../policy/evaluate.js'
import { NEXT_SIGN_IN } from '../policy/study/next-sign-in.js'
import type { AccountRecord } from '../ports/account-store.js'
import type { CheckedPerson } from './check-person.js'
import { faultIn } from './person-row.js'
import type { Fault } from './person-row.js'

export interface Plan {
  readonly installLink: boolean
  /** What the policy decides at the first sign-in after the registration. */
  readonly firstSignIn: Decision
}

export interface PlanOptions {
  readonly policy: CompiledPolicy
  /** Register also where the rule leaves it to the people themselves, or where it is not certain which rule counts. */
  readonly anyRule: boolean
  /** Methods that the new factor will have. */
  readonly methods: readonly Method[]
}

/** @param now epoch ms */
export function planEnrollment(
  options: PlanOptions,
  person: CheckedPerson,
  record: AccountRecord,
  now: number,
): Plan | Fault {
  const decision = evaluate(options.policy, factsOf(options, person, record), NEXT_SIGN_IN, now)
  const { undecided, settings: { enrollment } } = decision
  if (decision.reason === 'admin_lock') return faultIn('user', 'is locked by an administrator')
  if (enrollment.model === 'disabled') return faultIn(null, `${ruleText(decision)} has model: disabled`)
  if (!options.anyRule && undecided.length > 0) {
    return faultIn(null, `${missingText(person)} not known, so rule ${undecided.join(', ')} may apply or not`)
  }
  if (!options.anyRule && enrollment.provisioning !== 'batch') {
    return faultIn(null, `${ruleText(decision)} has provisioning: ${enrollment.provisioning}, not batch`)
  }
  // A text that was sent cannot be taken back, so it takes certainty.
  return { installLink: undecided.length === 0 && enrollment.installLink === 'auto', firstSignIn: decision }
}

function factsOf({ methods }: PlanOptions, person: CheckedPerson, record: AccountRecord): AccountFacts {
  return {
    user: person.user,
    state: 'pending',
    methods,
    graceUsed: record.graceUsed,
    graceStarted: record.graceStartedAt,
    groups: person.groups,
    roles: person.roles,
    attributes: person.attributes,
    created: person.created,
    optedOutAt: null,
    nudges: record.nudges,
    locks: record.adminLocked ? [{ kind: 'admin' }] : [],
  }
}

function ruleText({ rule, settings }: Decision): string {
  if (rule !== null) return `rule ${rule}`
  return settings.emergency ? 'emergency access, which no rule covers,' : 'no rule covers this person, and defaults'
}

function missingText({ groups, roles, attributes, created }: CheckedPerson): string {
  const facts = { groups, roles, attributes, created }
  const missing = Object.entries(facts).filter(([, value]) => value === null).map(([name]) => name)
  if (missing.length === 0) return 'something about the request is'
  return `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'}`
}
