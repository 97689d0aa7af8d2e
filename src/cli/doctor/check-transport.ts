/** What lies between a browser and the application: compression, clocks, proxies. */
import { OTHER_HOST } from './app-answers.js'
import type { AppAnswers } from './app-answers.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'
import type { Answer, Probed } from './probe.js'

/** `Date` has no fractions of a second. */
const SKEW_WARN_MS = 2000
/** One step of an app code (RFC 6238). */
const SKEW_FAIL_MS = 30_000

function answers(...all: readonly Probed[]): Answer[] {
  return all.filter((answer): answer is Answer => typeof answer !== 'string')
}

/** The stream itself is for people who are signed in; whether anything is compressed at all can be seen without. */
export function checkStream({ home, styles, script }: Pick<AppAnswers, 'home' | 'styles' | 'script'>): Finding {
  const codings = new Set(answers(home, styles, script).map(({ headers }) => headers.get('content-encoding') ?? ''))
  codings.delete('')
  if (codings.size === 0) return ok('app.stream', 'nothing is compressed, so nothing holds the event stream back')
  const coding = [...codings].join(', ')
  const found = `answers are compressed (${coding}); whether the event stream is, too, does not show from here`
  return skip('app.stream', found, 'sign in and approve: the page has to move within a second')
}

export function checkAppClock({ home }: Pick<AppAnswers, 'home'>): Finding {
  const date = Date.parse(home.headers.get('date') ?? '')
  if (Number.isNaN(date)) return skip('app.clock', 'the application sends no Date', 'compare its clock by hand')
  // Half a second: what the header has cut off on average.
  const skewMs = Math.round(date + 500 - (home.askedAt + home.answeredAt) / 2)
  const size = Math.abs(skewMs)
  const found = `its clock is ${(size / 1000).toFixed(1)} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine’s`
  const fix = 'let both keep time by NTP'
  if (size > SKEW_FAIL_MS) return fail('app.clock', found, fix)
  if (size > SKEW_WARN_MS) return warn('app.clock', found, fix)
  return ok('app.clock', `within ${SKEW_WARN_MS / 1000} s of this machine’s`)
}

/** Headers that anybody can send must not change an answer that came without a proxy. */
export function checkProxy({ home, forwarded }: Pick<AppAnswers, 'home' | 'forwarded'>): Finding {
  if (typeof forwarded === 'string') return skip('app.proxy', forwarded, 'try again')
  const location = forwarded.headers.get('location') ?? ''
  if (forwarded.text.includes(OTHER_HOST) || location.includes(OTHER_HOST)) {
    return fail('app.proxy', 'it holds the host that X-Forwarded-Host named', 'build addresses from configuration')
  }
  const secure = ({ cookies }: Answer): number => cookies.filter((cookie) => /;\s*secure\b/i.test(cookie)).length
  const isOther = forwarded.status !== home.status && Math.max(forwarded.status, home.status) < 400
  const isTrusted = isOther || secure(forwarded) > secure(home)
  if (isTrusted) {
    const fix = 'set trust proxy to your proxies’ addresses, and let nobody else reach the application'
    return warn('app.proxy', 'X-Forwarded-* of just anybody is believed here', fix)
  }
  const found = 'whether X-Forwarded-* is believed does not show from here'
  return skip('app.proxy', found, 'compare trust proxy with your proxies')
}
