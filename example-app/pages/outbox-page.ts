/** `GET /outbox`: what the shop would have sent by mail. */
import type { StoredMessage } from '../outbox.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export function outboxPage(frame: Frame, messages: readonly StoredMessage[], kept: number): string {
  const isAdmin = frame.user?.roles.includes('admin') ?? false
  const whose = isAdmin ? 'As an administrator you see everybody’s.' : 'You see your own, and nobody else’s.'
  const body = html`<h1>Messages</h1>
<p class="note">This shop sends no mail. What it would have sent is kept here, the newest ${kept} of all. ${whose}
Like a mailbox, your own messages open with the password alone; leave this page out of a shop that is for real.</p>
<p class="actions"><a class="button quiet" href="/outbox">Look again</a> <a href="/2fa">Go to two-step sign-in</a></p>
${messages.length === 0 ? html`<p class="empty">No messages yet.</p>` : html`<ol class="messages" reversed>${messages.map((message) => letter(message, isAdmin))}</ol>`}`
  return shopPage(frame, { title: 'Messages', body, width: 'narrow' })
}

function letter({ to, subject, text, at }: StoredMessage, showRecipient: boolean): Markup {
  const when = new Date(at).toISOString()
  return html`<li class="card"><article>
<h2 dir="auto">${subject}</h2>
<p class="hint">${showRecipient ? html`To <bdi>${to}</bdi>, ` : null}<time datetime="${when}">${when.slice(0, 16).replace('T', ' ')} UTC</time></p>
<p class="text" dir="auto">${text}</p>
</article></li>`
}
