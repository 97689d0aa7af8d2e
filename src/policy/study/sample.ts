/** One thing to try policies on: a person at the next sign-in, or a decision that the log remembers. */
import type { CompiledPolicy } from '../compile.js'
import type { AccountFacts, Decision, RequestFacts } from '../decision.js'
import { evaluate } from '../evaluate.js'

/** An account where it was read from. */
export interface AccountRow {
  readonly account: AccountFacts
  /** Wrong codes in a row, on which codes are switched off; 0 where it is not known. */
  readonly failuresInARow: number
}

export interface Sample extends AccountRow {
  readonly request: RequestFacts
  /** Epoch ms. */
  readonly at: number
  /** What the log says came out; `null` where nothing was logged. */
  readonly logged: { readonly outcome: string } | null
}

export function decideSample(policy: CompiledPolicy, sample: Sample): Decision {
  return evaluate(policy, accountUnder(policy, sample), sample.request, sample.at)
}

/**
 * The account as the policy's limit on wrong codes leaves it: beyond it codes are off, and whoever has nothing else
 * needs the help desk.
 */
function accountUnder({ lockout }: CompiledPolicy, { account, failuresInARow }: AccountRow): AccountFacts {
  if (failuresInARow < lockout.disableAfter) return account
  const methods = account.methods.filter((method) => method !== 'totp' && method !== 'sms' && method !== 'voice')
  const isStuck = account.state === 'enrolled' && methods.length === 0
  return { ...account, methods, locks: isStuck ? [...account.locks, { kind: 'admin' }] : account.locks }
}
