/** A typed backup code, or one from the help desk: charged before it is looked at, good once, without the provider. */
import type { Challenge } from '../challenge/challenge.js'
import { newId } from '../ids.js'
import { amrOf } from '../methods.js'
import { claimAttempt, countFailure, refused, refusedAsLocked, withTriesLeft } from './attempts.js'
import type { CheckCodeResult } from './check-code.js'
import { codeLock } from './code-lock.js'
import type { Situation } from './decide.js'
import { doneMeanwhile, finishCode } from './finish-code.js'
import { openChallenge, targetOf } from './open-challenge.js'
import { spendCode } from './recovery-codes.js'
import type { Services } from './services.js'
import { mayProve } from './start-push.js'
import { tellPerson } from './tell-user.js'

/** A new set is due when so many are left. */
const FEW = 2

/** @param code as it was typed */
export function checkRecoveryCode(services: Services, situation: Situation, code: string): Promise<CheckCodeResult> {
  const { challengeId, known } = situation.visit
  const key = `recovery\n${challengeId}\n${code}\n${known === null ? '' : newId()}`
  return services.shared.run(key, () => checkOnce(services, situation, code))
}

async function checkOnce(services: Services, situation: Situation, code: string): Promise<CheckCodeResult> {
  const lock = await codeLock(services, situation)
  if (lock !== null) return refusedAsLocked(services, situation, lock.until)
  const target = targetOf(services, situation)
  if (target?.purpose !== 'sign_in' || !mayProve(situation, target)) return { kind: 'no_challenge' }
  if (!situation.unthrottled.methods.includes('backup_code')) return { kind: 'method_not_allowed' }
  const done = await doneMeanwhile(services, situation)
  if (done !== null) return done
  const challenge = await withTriesLeft(services, situation, await openChallenge(services, situation, target))
  return challenge === null ? { kind: 'no_challenge' } : charged(services, situation, challenge, code)
}

async function charged(services: Services, situation: Situation, challenge: Challenge, code: string): Promise<CheckCodeResult> {
  const claim = await claimAttempt(services, situation, challenge)
  if (claim.kind === 'locked') return claim
  if (claim.kind === 'lost') return (await doneMeanwhile(services, situation)) ?? { kind: 'no_challenge' }
  if (!(await spend(services, situation, code))) {
    await countFailure(services, situation)
    refused(services, challenge.userId, 'wrong')
    return { kind: 'wrong_code', attemptsLeft: claim.attemptsLeft }
  }
  const proof = { method: 'backup_code', amr: amrOf('backup_code'), codeDigest: null } as const
  const result = await finishCode(services, situation, claim.challenge, proof)
  return result.kind === 'completed' ? result : { kind: 'no_challenge' }
}

async function spend(services: Services, { account, visit, now }: Situation, code: string): Promise<boolean> {
  const event = { userId: account.userId, at: now }
  const left = await spendCode(services, account, 'backupCodes', code)
  if (left !== null) {
    services.events.emit({ ...event, type: 'backup_code_used', left })
    if (left <= FEW) tellPerson(services, visit.person, { kind: 'backup_codes_low', left })
    return true
  }
  if ((await spendCode(services, account, 'bypassCode', code)) === null) return false
  services.events.emit({ ...event, type: 'bypass_code_used' })
  return true
}
