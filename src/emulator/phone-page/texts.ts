/** The thread of texts, each with its code to copy and what a browser would make of it. */
import { maskedNumber } from '../messages.js'
import type { Message, User } from '../state.js'
import type { World } from '../world.js'
import { autofill } from './autofill.js'
import { html, type Markup } from './html.js'
import { copyButton, empty, instant } from './parts.js'
import { messagesOf } from './unseen.js'
import type { View } from './view.js'

const mostShown = 30

export function texts(world: World, _view: View, user: User): Markup {
  const thread = messagesOf(world, user, 'sms').slice(-mostShown).reverse()
  if (thread.length === 0) return empty('No text', `Codes and links sent to ${maskedNumber(user)} appear here.`)
  return html`<ul class="thread">${thread.map((message) => bubble(world, message))}</ul>`
}

function bubble(world: World, { id, text, code, at }: Message): Markup {
  const copy = code === null ? null : copyButton(`copy-${id}`, code, 'Copy code', `Copy code ${code}`)
  const verdict = autofill(text, code, hostOf(world.state.callbackUrl))
  return html`<li class="bubble" id="text-${id}"><p><bdi>${text}</bdi></p><div class="token-row"><span
  class="meta">${instant(at)}</span>${copy}</div>
<details id="fill-${id}"><summary>${verdict.short}</summary><p>${verdict.reason}</p></details></li>`
}

/** The only address of the application that the emulator knows. */
const hostOf = (callbackUrl: string | null): string =>
  callbackUrl === null ? 'your site' : new URL(callbackUrl).hostname
