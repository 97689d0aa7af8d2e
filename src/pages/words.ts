/** Sentences that more than one page needs. */
import { html } from './html.js'
import type { Markup } from './html.js'
import type { PageModel, PageProblem } from './model.js'

/** `09:41 UTC`: the person's own zone is not known to a page without script. */
export function clock(at: number): Markup {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}">${iso.slice(11, 16)} UTC</time>`
}

export function day(at: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at)
}

export function problemNote(problem: PageProblem | null): Markup | null {
  if (problem === null) return null
  return html`<p class="problem" role="alert" id="problem">${sentence(problem)}</p>`
}

function sentence({ code, field, attemptsLeft, retryAt }: PageProblem): Markup | string {
  switch (code) {
    case 'invalid_request':
      return FIELD_SENTENCES[field ?? ''] ?? 'Something in the form is not right. Check it and send it again.'
    case 'wrong_code':
      return attemptsLeft === null
        ? 'That code isn’t right. Check the newest one.'
        : `That code isn’t right. Check the newest one. ${tries(attemptsLeft)}`
    case 'code_used':
      return 'That code was used already. Wait for a new one.'
    case 'code_expired':
      return 'That code ran out. Ask for a new one.'
    case 'wrong_match_code':
      return 'Those digits are not the ones on your phone. Nothing was approved; send a new request.'
    case 'not_approved':
      return 'Not approved yet. Open the Authy app, approve, then check again.'
    case 'denied':
      return 'The request was denied on your phone.'
    case 'expired':
      return 'No answer in time. Nothing was approved.'
    case 'no_app':
      return 'Your account has no Authy app yet. Use a code instead.'
    case 'invalid_phone':
      return 'That does not look like a phone number we can use. Check the country and the number.'
    case 'undeliverable':
      return 'We couldn’t reach this number that way. Try another way.'
    case 'too_many_requests':
      return html`For your safety we stopped for a while. Try again ${retryAt === null ? 'later' : html`at ${clock(retryAt)}`}, or use another way.`
    case 'locked':
      return html`Too many tries. ${retryAt === null ? 'Ask the help desk.' : html`Try again at ${clock(retryAt)}.`}`
    case 'provider_unavailable':
      return 'We can’t reach Authy. This is our problem, not yours. Try again, or use another way.'
    case 'no_challenge':
      return 'There is nothing to answer any more. Start again.'
    default:
      return 'That did not work. Try again.'
  }
}

const FIELD_SENTENCES: Readonly<Record<string, string>> = {
  code: 'Codes have 6 to 8 digits.',
  phone: 'Enter your phone number, digits only.',
  country_code: 'Enter the country code, for example 1 or 351.',
  email: 'Enter your email address.',
}

function tries(left: number): string {
  if (left === 0) return 'No tries left.'
  return left === 1 ? '1 try left.' : `${left} tries left.`
}

/** `remaining` counts this sign-in, so what can still be skipped afterwards is one less. */
export function graceNote({ remaining, deadline, maySkip }: PageModel): Markup | null {
  if (!maySkip) return null
  const byCount = remaining === null ? null : skips(remaining - 1)
  const byDate = deadline === null ? null : `You need to set this up by ${day(deadline)}.`
  const sentences = [byCount, byDate].filter((note) => note !== null).join(' ')
  return sentences === '' ? null : html`<p class="grace">${sentences}</p>`
}

function skips(left: number): string {
  if (left <= 0) return 'This is the last time you can sign in without it.'
  if (left === 1) return 'After this, you can skip 1 more time before it is required.'
  return `After this, you can skip ${left} more times before it is required.`
}
