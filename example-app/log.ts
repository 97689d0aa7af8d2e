/** One line for each event: words for people, JSON for machines. */
import type { EventSink, SecondFactorEvent } from 'passport-authy'

export function logEvents(format: 'pretty' | 'json'): EventSink {
  return {
    emit: (event) => {
      // The gate decides on every request; what simply goes through is not news.
      if (event.type === 'decision' && event.outcome === 'allow') return
      console.log(format === 'json' ? JSON.stringify(event) : pretty(event))
    },
  }
}

function pretty(event: SecondFactorEvent): string {
  const { type, userId, at, ...rest } = event
  const facts = Object.entries(rest)
    .filter(([, value]) => typeof value !== 'object' || Array.isArray(value))
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : String(value)}`)
  const who = userId === '' ? '' : ` ${JSON.stringify(userId)}`
  return [`${new Date(at).toISOString().slice(11, 19)} ${type}${who}`, ...facts].join('  ')
}
