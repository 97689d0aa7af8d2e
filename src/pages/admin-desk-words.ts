/** What the help desk can do on the page of one person, in English: names, consequences, and what came of it. */

export interface DeskWords {
  readonly title: string
  /** What it does, before it is done. */
  readonly effect: string
  readonly button: string
  /** Once it is done. */
  readonly done: string
}

export const DESK_WORDS = {
  unlock: {
    title: 'Unlock',
    effect: 'Every lock goes, and the sign-ins without a second factor begin anew. The person gets a message.',
    button: 'Unlock the account',
    done: 'The account is unlocked, and the grace begins anew.',
  },
  bypass_code: {
    title: 'A code in the place of the phone',
    effect: 'Makes a code of nine digits for signing in while the phone is away. It ends the one before it. The person gets a message.',
    button: 'Make a code',
    done: 'A code in the place of the phone',
  },
  reset: {
    title: 'Take the phone off the account',
    effect:
      'The phone, the backup codes and the remembered browsers go, and every sign-in ends. Makes a code of nine digits, without which no other phone can be set up. The person gets a message.',
    button: 'Take the phone off',
    done: 'A code for setting up another phone',
  },
  lock: {
    title: 'Lock',
    effect: 'Nobody gets into the account until somebody here unlocks it; every sign-in ends.',
    button: 'Lock the account',
    done: 'The account is locked, and every sign-in has ended.',
  },
} as const satisfies Record<string, DeskWords>

/** An act of the help desk; also the name of the permission for it. */
export type DeskAction = keyof typeof DESK_WORDS

/** In the order in which they are offered. */
export const DESK_ACTIONS: readonly DeskAction[] = ['unlock', 'bypass_code', 'reset', 'lock']

/** The last part of an act's address. */
export const DESK_PATHS: Readonly<Record<DeskAction, string>> = { unlock: 'unlock', lock: 'lock', bypass_code: 'bypass-code', reset: 'reset' }
