/** Answers in JSON: the state of a sign-in, and problems as RFC 9457 has them with the extra member `code`. */
import type { Response } from 'express'
import type { ChallengeView } from '../challenge/view.js'
import { REFUSALS } from '../errors.js'
import type { RefusalCode } from '../errors.js'
import type { SettingsState } from '../flows/settings-state.js'
import type { SignInState } from '../flows/sign-in-state.js'

export interface ProblemExtras {
  /** Status instead of the code's usual one. */
  readonly status?: number
  /** Seconds, sent as `Retry-After`. */
  readonly retryAfterSeconds?: number | null
  /** Further members, in `snake_case`. */
  readonly members?: Readonly<Record<string, unknown>>
}

export function sendProblem(res: Response, code: RefusalCode, extras: ProblemExtras = {}): void {
  const { status, title } = REFUSALS[code]
  if (extras.retryAfterSeconds) res.set('Retry-After', String(Math.max(1, Math.ceil(extras.retryAfterSeconds))))
  const body = { type: 'about:blank', title, status: extras.status ?? status, code, ...extras.members }
  res.status(body.status).type('application/problem+json').send(JSON.stringify(body))
}

/** The state object, in the names and formats of the HTTP interface. */
export function stateJson(state: SignInState): object {
  return {
    outcome: state.outcome,
    reason: state.reason,
    methods: state.methods,
    enrollment: { state: state.enrollment.state, phone_hint: state.enrollment.phoneHint },
    remaining: state.remaining,
    deadline: iso(state.deadline),
    may_skip: state.maySkip,
    may_opt_out: state.mayOptOut,
    then: state.then,
    why: state.why,
    reference: state.reference,
    challenge: state.challenge === null ? null : challengeJson(state.challenge),
  }
}

export function challengeJson(view: ChallengeView): object {
  return {
    method: view.method,
    status: view.status,
    expires_at: iso(view.expiresAt),
    match_code: view.matchCode,
    attempts_left: view.attemptsLeft,
    resend_at: iso(view.resendAt),
  }
}

/** The user's own settings, in the names and formats of the HTTP interface. */
export function settingsJson(state: SettingsState): object {
  const { enrollment, methods, devices, activity } = state
  return {
    enrollment: { state: enrollment.state, phone_hint: enrollment.phoneHint, since: iso(enrollment.since) },
    methods: methods.map(({ method, lastUsedAt }) => ({ method, last_used_at: iso(lastUsedAt) })),
    backup_codes_left: state.backupCodesLeft,
    devices: devices.map(deviceJson),
    activity: activity.map(({ at, ...rest }) => ({ at: iso(at), ...rest })),
    may_disable: state.mayDisable,
    is_fresh: state.isFresh,
  }
}

function deviceJson({ id, browser, system, createdAt, lastUsedAt, expiresAt, isThis }: SettingsState['devices'][number]): object {
  return { id, browser, system, created_at: iso(createdAt), last_used_at: iso(lastUsedAt), expires_at: iso(expiresAt), this_browser: isThis }
}

function iso(instant: number | null): string | null {
  return instant === null || !Number.isFinite(instant) ? null : new Date(instant).toISOString()
}
