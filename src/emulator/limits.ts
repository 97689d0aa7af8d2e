/** Sliding limits of one hour. Authy has them and publishes no number; ours are settings. */

const hourMs = 60 * 60 * 1000

/** Instants of the last hour only. */
export const withinHour = (instants: readonly number[], now: number): number[] =>
  instants.filter((at) => at > now - hourMs)

/** Seconds until one more of `instants` is allowed; 0 when it is now. */
export function secondsToWait(instants: readonly number[], now: number, perHour: number): number {
  const recent = withinHour(instants, now)
  if (recent.length < perHour) return 0
  const freedBy = recent[recent.length - perHour] ?? now
  return Math.max(Math.ceil((freedBy + hourMs - now) / 1000), 1)
}
