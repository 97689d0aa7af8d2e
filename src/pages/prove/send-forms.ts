/** Buttons that have a code sent: each says where to, and when it can be asked for again. */
import type { Channel } from '../../methods.js'
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { button, fragment, said } from '../parts.js'
import type { ButtonKind } from '../parts.js'

export interface SendOptions {
  readonly channel: Channel
  readonly kind?: ButtonKind
  readonly label?: Markup | null
  /** Epoch ms from which the script shows it. */
  readonly from?: number | null
}

export function sendForm(model: PageModel, { channel, kind = 'plain', label = null, from = null }: SendOptions): Markup | null {
  const { path, challenge, now, mayForce, speaker } = model
  const last = challenge === null || challenge.method === 'push' ? null : challenge
  const diverted = last?.diverted === true
  if (diverted && !mayForce) return null
  const wait = last === null ? null : { until: last.resendAt, now, word: 'code.wait', speaker, id: `wait-${channel}` } as const
  return button(`${path}/code`, label ?? labelOf(model, channel, last?.method === channel, diverted), {
    kind,
    from,
    wait,
    name: channel,
    fields: { channel, show: 'code', ...(diverted ? { force: 'true' } : {}) },
  })
}

function labelOf({ speaker, enrollment: { phoneHint } }: PageModel, channel: Channel, again: boolean, diverted: boolean): Markup {
  const isText = channel === 'sms'
  if (diverted) return said(speaker, isText ? 'code.text.anyway' : 'code.call.anyway')
  if (again) return said(speaker, isText ? 'code.text.again' : 'code.call.again')
  if (phoneHint === null) return said(speaker, isText ? 'code.text' : 'code.call')
  return said(speaker, isText ? 'code.text.to' : 'code.call.to', { phone: fragment(phoneHint) })
}

/** The last digits of the phone; a neutral word where they are hidden. */
export function phoneOf({ speaker, enrollment: { phoneHint } }: PageModel): Markup {
  return phoneHint === null ? html`${speaker.say('phone.yours')}` : fragment(phoneHint)
}
