/** Reads fields of a parsed body. What is not exactly of the wanted form is refused by the field's name. */

import type { FieldFault } from '../pages/model.js'
import { latinDigits } from './latin-digits.js'

/** Thrown by the readers below; becomes a 400 that names the field. */
export class InvalidField extends Error {
  override readonly name = 'InvalidField'
  readonly field: string
  /** What is wrong, where a person can be told more. */
  readonly fault: FieldFault | null

  constructor(field: string, fault: FieldFault | null = null) {
    super(`The field ${field} is not valid.`)
    this.field = field
    this.fault = fault
  }
}

const MAX_LENGTH = 256

type Body = Readonly<Record<string, unknown>>

/** @throws InvalidField when the body is an array, a string or another non-object */
export function bodyOf(value: unknown): Body {
  if (value === undefined || value === null) return {}
  if (!isBody(value)) throw new InvalidField('body')
  return value
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns the text without blanks around it, or `null` when the field is missing or empty */
export function text(body: Body, field: string): string | null {
  const value = Object.hasOwn(body, field) ? body[field] : undefined
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string' || value.length > MAX_LENGTH || /\p{Cc}/u.test(value)) throw new InvalidField(field)
  return value.trim()
}

export function requiredText(body: Body, field: string): string {
  const value = text(body, field)
  if (value === null || value === '') throw new InvalidField(field)
  return value
}

/** JSON `true`, or what a ticked box of a form sends. */
export function flag(body: Body, field: string): boolean {
  const value = Object.hasOwn(body, field) ? body[field] : undefined
  if (value === undefined || value === null || value === false || value === '' || value === 'false') return false
  if (value === true || value === 'true' || value === 'on' || value === '1') return true
  throw new InvalidField(field)
}

/** Six to eight digits of any script; blanks and hyphens between them are dropped, so that a copied code fits. */
export function code(body: Body, field = 'code'): string {
  const typed = latinDigits(text(body, field) ?? '').trim()
  if (typed === '') throw new InvalidField(field, { kind: 'empty' })
  const digits = typed.replace(/[ \p{Pd}]/gu, '')
  if (!/^[0-9](?:[ \p{Pd}]?[0-9])*$/u.test(typed)) throw new InvalidField(field, { kind: 'letters' })
  if (digits.length < 6 || digits.length > 8) throw new InvalidField(field, { kind: 'length', length: digits.length })
  return digits
}

/** A code from the app or by text, else one that stands in for the phone: ten characters, or nine digits. */
export function anyCode(body: Body): { readonly kind: 'code' | 'recovery'; readonly code: string } {
  const typed = Object.hasOwn(body, 'code') ? body['code'] : undefined
  const isRecovery = typeof typed === 'string' && RECOVERY.test(typed.replace(/[ -]/g, ''))
  return isRecovery ? { kind: 'recovery', code: typed } : { kind: 'code', code: code(body) }
}

const RECOVERY = /^(?:[0-9A-Za-z]{10}|[0-9]{9})$/

/** `{kind, value}`, or the two fields of a form; `null` when none is given. */
export function proof(body: Body): { readonly kind: string; readonly value: string } | null {
  const nested = Object.hasOwn(body, 'proof') ? body['proof'] : undefined
  if (nested !== undefined && nested !== null) {
    const fields = isBody(nested) ? nested : wrongField('proof')
    return { kind: requiredText(fields, 'kind'), value: requiredText(fields, 'value') }
  }
  const kind = text(body, 'proof_kind')
  return kind === null ? null : { kind, value: requiredText(body, 'proof_value') }
}

function wrongField(field: string): never {
  throw new InvalidField(field)
}
