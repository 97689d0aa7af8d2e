/** Calls: pick up and read what is said. */
import type { Message, User } from '../state.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { copyButton, empty, instant } from './parts.js'
import { messagesOf } from './unseen.js'
import type { View } from './view.js'

const mostShown = 20

export function calls(world: World, _view: View, user: User): Markup {
  const all = messagesOf(world, user, 'voice').slice(-mostShown).reverse()
  if (all.length === 0) return empty('No call', 'The phone rings here when your application has a code spoken.')
  return html`<ul class="thread">${all.map(call)}</ul>`
}

function call({ id, text, code, at }: Message): Markup {
  return html`<li class="card" id="call-${id}"><p class="caller"><strong>Incoming call</strong> <span
  class="meta">${instant(at)}</span></p>
<details class="answer" id="answer-${id}"><summary><span class="pick-up">Answer</span><span
  class="hang-up">Hang up</span></summary><blockquote><bdi>${text}</bdi></blockquote>
${code === null ? null : copyButton(`copy-${id}`, code, 'Copy code', `Copy code ${code}`)}</details></li>`
}
