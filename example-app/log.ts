/** One line for each event: words for people, JSON for machines. */
import type { EventSink, SecondFactorEvent } from 'passport-authy'

export function logEvents(format: 'pretty' | 'json'): EventSink {
  return {
    emit: (event) => {
      // The gate decides on every request; what simply goes through is not news, unless a dry run would have stopped it.
      if (event.type === 'decision' && event.outcome === 'allow' && event.decision.wouldBe === null) return
      console.log(format === 'json' ? JSON.stringify(event) : pretty(event))
    },
  }
}

/** That a message went out, and what about; never what it says. */
export function logMessage(format: 'pretty' | 'json', about: string, userId: string, at: number): void {
  const line = `${timeOf(at)} message  ${JSON.stringify(userId)}  about=${about}  (read it at /outbox)`
  console.log(format === 'json' ? JSON.stringify({ type: 'message', userId, about, at }) : line)
}

function pretty(event: SecondFactorEvent): string {
  const { type, userId, at, ...rest } = event
  const facts = Object.entries(rest)
    .filter(([, value]) => typeof value !== 'object' || Array.isArray(value))
    .map(([key, value]) => `${key}=${Array.isArray(value) ? value.join('+') : String(value)}`)
  const who = userId === '' ? '' : ` ${JSON.stringify(userId)}`
  return [`${timeOf(at)} ${type}${who}`, ...facts].join('  ')
}

function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 19)
}
