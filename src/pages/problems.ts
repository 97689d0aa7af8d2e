/** Why the last form was refused, in words: at the field where one is at fault, else above the rest. */
import type { RefusalCode } from '../errors.js'
import type { WordId } from '../words/speaker.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import type { PageModel, PageProblem } from './model.js'
import { clock, said } from './parts.js'

/** The sentence for one field, or `null` when that field is not at fault. */
export function fieldProblem(model: PageModel, name: string): Markup | null {
  const { problem } = model
  return problem !== null && fieldOf(problem) === name ? sentence(model, problem) : null
}

/** The sentence for the page as a whole; `null` where nothing was refused or a field on the page says it. */
export function pageProblem(model: PageModel, fields: readonly string[]): Markup | null {
  const { problem } = model
  if (problem === null || fields.includes(fieldOf(problem) ?? '')) return null
  return html`<p class="problem box" part="problem" role="alert" id="problem">${sentence(model, problem)}</p>`
}

function fieldOf({ code, field }: PageProblem): string | null {
  return field ?? FIELDS[code] ?? null
}

const FIELDS: Readonly<Partial<Record<RefusalCode, string>>> = {
  wrong_code: 'code',
  code_used: 'code',
  code_expired: 'code',
  locked: 'code',
  wrong_match_code: 'match_code',
  invalid_phone: 'phone',
}

function sentence(model: PageModel, problem: PageProblem): Markup {
  const { speaker, channels } = model
  const { code, attemptsLeft, retryAt } = problem
  switch (code) {
    case 'wrong_code':
      return html`${said(speaker, model.show === 'backup' ? 'problem.backup.wrong' : 'problem.code.wrong')}${attemptsLeft === null ? null : html` ${tries(model, attemptsLeft)}`}`
    case 'too_many_requests':
      return timed(model, 'problem.limited.until', 'problem.limited', retryAt)
    case 'locked':
      return timed(model, 'problem.locked.until', 'problem.locked', retryAt)
    case 'undeliverable':
      return said(speaker, channels.includes('voice') ? 'problem.undeliverable' : 'problem.undeliverable.call')
    case 'no_app':
      return said(speaker, model.step === 'confirm' ? noAppYet(model) : 'problem.no_app')
    case 'proof_required':
      return said(speaker, problem.field === 'proof_value' ? 'problem.proof' : 'problem.proof.needed')
    case 'invalid_request':
      return said(speaker, invalid(model, problem), problem.fault?.kind === 'length' ? { n: problem.fault.length } : {})
    default:
      return said(speaker, SENTENCES[code] ?? 'problem.other')
  }
}

/** Nothing is suggested that is not on offer. */
function noAppYet({ channels }: PageModel): WordId {
  if (channels.includes('sms')) return 'problem.no_app.enroll'
  return channels.includes('voice') ? 'problem.no_app.enroll.call' : 'problem.no_app.enroll.only'
}

const SENTENCES: Readonly<Partial<Record<RefusalCode, WordId>>> = {
  code_used: 'problem.code.used',
  code_expired: 'problem.code.expired',
  wrong_match_code: 'problem.digits',
  not_approved: 'problem.not_approved',
  denied: 'push.denied',
  expired: 'push.expired.late',
  invalid_phone: 'problem.phone',
  method_not_allowed: 'problem.not_allowed',
  provider_unavailable: 'problem.provider',
  no_challenge: 'problem.nothing',
  step_up_required: 'problem.step_up',
  no_grace_left: 'problem.no_grace',
  required_by_policy: 'settings.required',
}

function invalid({ show }: PageModel, { field, fault }: PageProblem): WordId {
  if (field === 'code' && show === 'backup') return fault?.kind === 'empty' ? 'problem.code.empty' : 'problem.backup'
  if (field === 'code') return fault === null ? 'problem.form' : CODE_FAULTS[fault.kind]
  return FIELD_SENTENCES[field ?? ''] ?? 'problem.form'
}

const CODE_FAULTS = { empty: 'problem.code.empty', letters: 'problem.code.letters', length: 'problem.code.length' } as const

const FIELD_SENTENCES: Readonly<Record<string, WordId>> = {
  phone: 'problem.phone.empty',
  country_code: 'problem.country',
  email: 'problem.email',
  match_code: 'problem.digits.form',
  proof_value: 'problem.proof',
  proof: 'problem.proof',
}

function timed({ speaker }: PageModel, known: WordId, unknown: WordId, at: number | null): Markup {
  return at === null ? said(speaker, unknown) : said(speaker, known, { time: clock(speaker, at) })
}

function tries({ speaker }: PageModel, left: number): Markup {
  return left === 0 ? said(speaker, 'problem.code.no_tries') : said(speaker, 'problem.code.tries', { n: left })
}
