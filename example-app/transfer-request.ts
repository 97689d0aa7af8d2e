/** Reads what somebody wants to send. What is not clear is refused before anybody is asked to approve it. */
import type { Transfer } from './transfers.js'

export interface TransferTyped {
  readonly amount: string
  readonly to: string
}

export type TransferField = keyof TransferTyped

export type TransferReading =
  | { readonly transfer: Transfer; readonly wrong: null }
  | { readonly transfer: null; readonly wrong: TransferField }

const MAX_CENTS = 10_000 * 100
const MAX_PAYEE = 60

/** @param body a parsed form or JSON; `amount` may be a number there */
export function readTransfer(body: unknown): TransferReading {
  const cents = centsIn(field(body, 'amount'))
  const to = payeeIn(field(body, 'to'))
  if (cents === null) return { transfer: null, wrong: 'amount' }
  return to === null ? { transfer: null, wrong: 'to' } : { transfer: { cents, to }, wrong: null }
}

/** As it was typed, for showing it again. */
export function typedIn(body: unknown): TransferTyped {
  const text = (name: TransferField): string => {
    const value = field(body, name)
    return typeof value === 'string' ? value.slice(0, 200) : ''
  }
  return { amount: text('amount'), to: text('to') }
}

function field(body: unknown, name: TransferField): unknown {
  return typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? Reflect.get(body, name) : null
}

/** Digits are counted, not rounded: 0.1 + 0.2 is no amount. */
function centsIn(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  const [, whole, part = ''] = /^(\d{1,5})(?:\.(\d{1,2}))?$/.exec(text) ?? []
  if (whole === undefined) return null
  const cents = Number(whole) * 100 + Number(part.padEnd(2, '0'))
  return cents > 0 && cents <= MAX_CENTS ? cents : null
}

/** One name in one line. What cannot be seen could make one name look like another. */
function payeeIn(value: unknown): string | null {
  if (typeof value !== 'string' || /[\p{C}\p{Zl}\p{Zp}]/u.test(value)) return null
  const name = value.trim().replace(/\p{Zs}+/gu, ' ')
  return name !== '' && name.length <= MAX_PAYEE ? name : null
}
