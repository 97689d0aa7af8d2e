/** What a check says. */

export type Status = 'ok' | 'warn' | 'fail' | 'skip'

export interface Finding {
  /** Name of the check, which stays the same between versions. */
  readonly check: string
  readonly status: Status
  /** What is so; for `skip`, why it is not known. No secret and no address with a password. */
  readonly found: string
  /** What to do; for `skip`, what to give. `null` when it is fine. */
  readonly fix: string | null
}

export function ok(check: string, found: string): Finding {
  return { check, status: 'ok', found, fix: null }
}

/** Works, and is probably not meant. */
export function warn(check: string, found: string, fix: string): Finding {
  return { check, status: 'warn', found, fix }
}

export function fail(check: string, found: string, fix: string): Finding {
  return { check, status: 'fail', found, fix }
}

/** Could not be looked at: never taken for fine. */
export function skip(check: string, found: string, fix: string): Finding {
  return { check, status: 'skip', found, fix }
}
