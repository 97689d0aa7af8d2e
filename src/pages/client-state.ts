/** What the script needs to know: the server's clock, what is awaited, and every sentence that it says by itself. */
import type { PageModel } from './model.js'
import { pushTimeline } from './prove/timeline.js'
import type { Moment } from './prove/timeline.js'

/** Instants are epoch milliseconds by the server's clock. */
export interface ClientState {
  readonly path: string
  readonly lang: string
  readonly now: number
  /** `start`: to be sent by the script, once. `pending`, `approved`: to be waited for, to be used. */
  readonly push: 'start' | 'pending' | 'approved' | null
  readonly expires: number | null
  readonly step: PageModel['step']
  /** The page tells how the push stands, so it is asked for anew when that changes. */
  readonly tells: boolean
  /** Digits have to be typed before an approval counts. */
  readonly digits: boolean
  /** Sentences for the status line, each from its time on. */
  readonly timeline: readonly Moment[]
  readonly words: Readonly<Record<ClientWord, string>>
}

export type ClientWord = 'sending' | 'approved' | 'approvedTitle' | 'digits' | 'offline' | 'escape' | 'otherTab' | 'lost'

export interface Awaits {
  /** The script sends the first push of this sign-in. */
  readonly start?: boolean
  readonly tells?: boolean
  /** Whether the status line is about the push. */
  readonly timeline?: boolean
}

export function clientState(model: PageModel, { start = false, tells = false, timeline = false }: Awaits = {}): ClientState {
  const { push, now, path, speaker, needsMatchCode } = model
  const isStepUp = model.wish !== null
  const awaited = push?.status === 'pending' || push?.status === 'approved' ? push.status : null
  return {
    path,
    lang: speaker.language,
    step: model.step,
    tells,
    now,
    push: start ? 'start' : awaited,
    expires: push?.status === 'pending' ? push.expiresAt : null,
    digits: needsMatchCode,
    timeline: timeline ? pushTimeline(model) : [],
    words: {
      sending: speaker.say('push.sending'),
      approvedTitle: speaker.say('push.title.approved'),
      approved: speaker.say(isStepUp ? 'step_up.approved' : 'push.approved'),
      digits: speaker.say('push.approved.digits'),
      offline: speaker.say('push.offline'),
      escape: speaker.say(isStepUp ? 'step_up.escape' : 'push.escape'),
      otherTab: speaker.say('push.other_tab'),
      lost: speaker.say('push.lost'),
    },
  }
}
