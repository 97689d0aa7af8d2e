/** What a step-up is for: the action, and what the person is to see and approve. */
import type { Request } from 'express'
import { SecondFactorError } from '../errors.js'
import type { Wish } from '../flows/services.js'
import { digest } from '../ids.js'
import { InvalidField } from './fields.js'

/** What the phone shows of one request: at most ten lines, keys of 20 characters, values of 80. The key `Code` is ours. */
export type DetailsOf = (req: Request) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>

export interface StepUpOptions {
  /**
   * What is approved, e.g. amount and payee. With it the approval is good for one request with these very details.
   * Comes from the request as the handler will read it, so that what was seen is what is done.
   */
  readonly details?: DetailsOf
}

const MAX_LINES = 10
const MAX_KEY = 20
const MAX_VALUE = 80

/** @throws SecondFactorError `invalid_options` when the name could not stand in a policy */
export function checkAction(action: unknown): string {
  if (typeof action === 'string' && /^[\w.:-]{1,64}$/.test(action)) return action
  throw new SecondFactorError('invalid_options', 'An action is a name of letters, digits and . : _ -, e.g. payment.create.')
}

/** @throws InvalidField when a detail does not fit: cut, it would no longer be what is approved */
export async function wishFor(req: Request, action: string, { details: detailsOf }: StepUpOptions): Promise<Wish> {
  if (detailsOf === undefined) return { action, scope: null, details: null }
  const lines = Object.entries(await detailsOf(req)).map(([key, value]) => [key, checkedLine(key, value)] as const)
  if (lines.length === 0 || lines.length > MAX_LINES) throw new InvalidField('details')
  const details = Object.fromEntries(lines)
  const canonical = JSON.stringify([action, ...lines.toSorted(([one], [other]) => (one < other ? -1 : 1))])
  return { action, scope: digest(`transaction ${canonical}`), details }
}

/** Characters that hide or turn text would let the phone show something else than what is done. */
function checkedLine(key: string, value: unknown): string {
  const isText = typeof value === 'string' && value.trim() !== '' && value.length <= MAX_VALUE && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(value)
  if (!isText || key.length > MAX_KEY) throw new InvalidField(key.slice(0, MAX_KEY))
  return value
}
