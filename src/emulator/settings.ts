/** Switches of the emulated application. Thresholds are ours: Authy never documented its own. */

export interface Settings {
  /** Refuse a GET that carries a body, as the service announced for 2026-01-15. */
  readonly reject_get_body: boolean
  /** Resolve `..` in paths before routing, as routers do: the trap for clients that do not check what they put in. */
  readonly normalize_dot_segments: boolean
  /** Label `/protected/json` answers `text/html`, as some real ones were. */
  readonly html_label: boolean
  readonly sms_enabled: boolean
  readonly voice_enabled: boolean
  readonly onetouch_enabled: boolean
  readonly generic_tokens_enabled: boolean
  /** The migration exports, which Twilio enables on request. */
  readonly export_enabled: boolean
  /** The fixed answers of the sandbox that was switched off in 2021. */
  readonly classic_sandbox: boolean
  readonly callback_method: 'POST' | 'GET'
  /** Removed users stay this long; a day at Authy. */
  readonly deletion_delay_seconds: number
  /** Length of texted and native codes, 6 to 8. */
  readonly token_length: number
  /** Texts and calls for one user in a sliding hour. */
  readonly sends_per_hour: number
  readonly wrong_codes_per_hour: number
  /** How long after and before its time a native token passes; as reported from the real service. */
  readonly native_past_seconds: number
  readonly native_future_seconds: number
  /** Steps before and after the current one in which a generic token passes. */
  readonly generic_skew_steps: number
}

export const defaultSettings: Settings = {
  reject_get_body: false,
  normalize_dot_segments: true,
  html_label: false,
  sms_enabled: true,
  voice_enabled: true,
  onetouch_enabled: true,
  generic_tokens_enabled: true,
  export_enabled: false,
  classic_sandbox: false,
  callback_method: 'POST',
  deletion_delay_seconds: 24 * 60 * 60,
  token_length: 7,
  sends_per_hour: 30,
  wrong_codes_per_hour: 30,
  native_past_seconds: 60,
  native_future_seconds: 30,
  generic_skew_steps: 1,
}

/** Lowest and highest value of each number. */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
  deletion_delay_seconds: [0, 365 * 24 * 60 * 60],
  token_length: [6, 8],
  sends_per_hour: [0, 1_000_000],
  wrong_codes_per_hour: [0, 1_000_000],
  native_past_seconds: [0, 3600],
  native_future_seconds: [0, 3600],
  generic_skew_steps: [0, 10],
}

/** The settings with `changes` applied, or the name of the first change that makes no sense. */
export function changeSettings(settings: Settings, changes: Readonly<Record<string, unknown>>): Settings | string {
  const wrong = Object.entries(changes).find(([name, value]) => !fits(name, value))
  return wrong === undefined ? { ...settings, ...changes } : wrong[0]
}

function fits(name: string, value: unknown): boolean {
  if (name === 'callback_method') return value === 'POST' || value === 'GET'
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined
  if (range !== undefined) return Number.isInteger(value) && Number(value) >= range[0] && Number(value) <= range[1]
  return Object.hasOwn(defaultSettings, name) && typeof value === 'boolean'
}
