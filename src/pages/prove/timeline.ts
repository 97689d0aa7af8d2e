/** What the status line says while a push is out, and from when on. */
import type { Speaker } from '../../words/speaker.js'
import type { ChallengeView } from '../../challenge/view.js'
import type { PageModel } from '../model.js'

/** `at` is epoch ms. */
export interface Moment {
  readonly at: number
  readonly say: string
}

/** Duo, Okta and others begin to say that it takes long after half a minute. */
const SLOW_MS = 30_000
/** Enough to ask for another one before this one ends (WCAG 2.2, 2.2.1). */
const ENDING_MS = 20_000

export type TimelineModel = Pick<PageModel, 'push' | 'methods' | 'fallbackAfterSeconds' | 'speaker'>

export function pushTimeline({ push, methods, fallbackAfterSeconds, speaker }: TimelineModel): readonly Moment[] {
  if (push?.status !== 'pending') return []
  const { sentAt, expiresAt } = push
  const hasOthers = methods.some((method) => method !== 'push')
  const moments = [
    { at: sentAt, say: speaker.say('push.waiting') },
    ...(hasOthers ? [{ at: sentAt + fallbackAfterSeconds * 1000, say: speaker.say('push.fallback') }] : []),
    { at: sentAt + SLOW_MS, say: slow(speaker, expiresAt - sentAt - SLOW_MS) },
    { at: expiresAt - ENDING_MS, say: speaker.say('push.ending', { time: speaker.duration(ENDING_MS) }) },
  ]
  const inTime = moments.filter(({ at }, index) => at >= sentAt && (index === moments.length - 1 || at < expiresAt - ENDING_MS))
  return inTime.sort((a, b) => a.at - b.at)
}

/** The sentence of now; what counts down is counted to the next five seconds. */
export function pendingStatus(model: TimelineModel & { readonly push: ChallengeView; readonly now: number }): string {
  const { now, push, speaker } = model
  const left = Math.ceil((push.expiresAt - now) / 5000) * 5000
  if (now >= push.expiresAt - ENDING_MS) return speaker.say('push.ending', { time: speaker.duration(left) })
  if (now >= push.sentAt + SLOW_MS) return slow(speaker, left)
  const past = pushTimeline(model).filter(({ at }) => at <= now)
  return past[past.length - 1]?.say ?? speaker.say('push.waiting')
}

function slow(speaker: Speaker, leftMs: number): string {
  return speaker.say('push.slow', { time: speaker.duration(leftMs) })
}

/** When the other ways come forward. */
export function fallbackAt({ push, fallbackAfterSeconds }: Pick<PageModel, 'push' | 'fallbackAfterSeconds'>): number | null {
  return push?.status === 'pending' ? push.sentAt + fallbackAfterSeconds * 1000 : null
}
