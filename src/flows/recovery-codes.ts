/**
 * Codes for when the phone is away: backup codes that the person keeps, and codes that the help desk reads out. Each
 * is good once; what is kept of it is a slow digest.
 */
import { newBackupCode, newId, newSpokenCode, slowDigest } from '../ids.js'
import type { AccountRecord, CodeSet } from '../ports/account-store.js'
import { changeAccount } from './change-account.js'
import type { Services } from './services.js'

export type CodeField = 'backupCodes' | 'bypassCode' | 'bindCode'

/** Replaces what was there. @returns the codes in clear, for this once */
export async function makeCodes(
  services: Services,
  userId: string,
  field: CodeField,
  { count, lifeMs, uses = 1 }: { readonly count: number; readonly lifeMs: number | null; readonly uses?: number },
): Promise<readonly string[]> {
  const now = services.clock.now()
  const salt = newId()
  const codes = Array.from({ length: count }, field === 'backupCodes' ? newBackupCode : newSpokenCode)
  const digests = await Promise.all(codes.map((code) => slowDigest(salt, canonical(code))))
  const set: CodeSet = { salt, digests, uses, madeAt: now, expiresAt: lifeMs === null ? null : now + lifeMs }
  await changeAccount(services, userId, () => ({ fields: { [field]: set }, answer: undefined }))
  return codes
}

export function codesLeft(set: CodeSet | null, now: number): number {
  return set === null || (set.expiresAt !== null && set.expiresAt <= now) ? 0 : set.digests.length
}

/** Whether the account holds a code that could stand in for the phone. */
export function holdsRecoveryCode({ backupCodes, bypassCode }: AccountRecord, now: number): boolean {
  return codesLeft(backupCodes, now) > 0 || codesLeft(bypassCode, now) > 0
}

/** Takes the code off the account in one step. @returns what is left of its kind, or `null` when it is none of them */
export async function spendCode(services: Services, record: AccountRecord, field: CodeField, code: string): Promise<number | null> {
  const set = record[field]
  const now = services.clock.now()
  if (set === null || codesLeft(set, now) === 0) return null
  const digest = await slowDigest(set.salt, canonical(code))
  return changeAccount(services, record.userId, (current) => {
    const held = current[field]
    // Another set came meanwhile, or another request was faster.
    const isThere = held?.salt === set.salt && held.digests.includes(digest) && codesLeft(held, now) > 0
    if (!isThere) return { fields: null, answer: null }
    if (held.uses > 1) return { fields: { [field]: { ...held, uses: held.uses - 1 } }, answer: held.digests.length }
    const digests = held.digests.filter((other) => other !== digest)
    return { fields: { [field]: { ...held, digests } }, answer: digests.length }
  })
}

/** As people type it: small letters, blanks, and the letters that the alphabet leaves out because they look alike. */
function canonical(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
}
