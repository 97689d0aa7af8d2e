/** Magic numbers: with that option on, the last two digits of a phone number decide what its owner does. */
import { answerApproval } from './answer-approval.js'
import type { Approval, User } from './state.js'
import type { World } from './world.js'

const answerAfterMs = 2000
const expiryAfterMs = 2000
const lateByMs = 1000

type Traits = Partial<Pick<User, 'hasApp' | 'landline' | 'deliverable' | 'countryBlocked' | 'rateLimited'>>

/** 04 no app, 06 landline, 07 undeliverable, 08 country blocked, 09 rate limited; 05, app present, is any new user. */
const traitsByEnding: Readonly<Record<string, Traits>> = {
  '04': { hasApp: false },
  '06': { hasApp: false, landline: true },
  '07': { hasApp: false, deliverable: false },
  '08': { countryBlocked: true },
  '09': { rateLimited: true },
}

/** What each ending does, for people. */
export const magicEndings: readonly (readonly [ending: string, words: string])[] = [
  ['00', 'Approves after two seconds'],
  ['01', 'Denies after two seconds'],
  ['02', 'Never answers'],
  ['03', 'The request expires after two seconds'],
  ['04', 'Has no app; texts work'],
  ['05', 'Has the app; a text is ignored unless forced'],
  ['06', 'Landline: calls only'],
  ['07', 'Can not be reached'],
  ['08', 'Country is blocked'],
  ['09', 'Too many requests'],
  ['10', 'Approves after the request has expired'],
  ['11', 'Approves before the create call is answered'],
]

const ending = (phone: string): string => phone.slice(-2)

/** What a new user with this number is like. */
export const magicTraits = (world: World, phone: string): Traits =>
  world.magicNumbers ? (traitsByEnding[ending(phone)] ?? {}) : {}

/** 03: the request expires early. 10: it never expires here, so that a late approval can come. */
export function magicExpiry(world: World, user: User, now: number, expiresAt: number | null): number | null {
  if (!world.magicNumbers) return expiresAt
  if (ending(user.phone) === '10') return null
  return ending(user.phone) === '03' ? Math.min(expiresAt ?? Infinity, now + expiryAfterMs) : expiresAt
}

/** What the owner does about a new request. Resolves when the request may be answered to the one who asked. */
export async function playMagic(world: World, user: User, approval: Approval): Promise<void> {
  if (!world.magicNumbers) return
  const later = (afterMs: number, answer: 'approved' | 'denied') => {
    world.schedule.at(approval.createdAt + afterMs, () => void answerApproval(world, approval, answer))
  }
  switch (ending(user.phone)) {
    case '00':
      later(answerAfterMs, 'approved')
      break
    case '01':
      later(answerAfterMs, 'denied')
      break
    case '10':
      later(approval.secondsToExpire * 1000 + lateByMs, 'approved')
      break
    case '11':
      await answerApproval(world, approval, 'approved')
  }
}
