/** `GET /transfer`, and the form again: with what was wrong, or after the approval. */
import type { TransferField, TransferTyped } from '../transfer-request.js'
import { euros } from '../transfers.js'
import type { SentTransfer } from '../transfers.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export interface TransferView {
  readonly typed: TransferTyped
  readonly wrong: TransferField | null
  /** It was typed before, and is not sent yet. */
  readonly isWaiting: boolean
  /** What was done just now. */
  readonly sent: SentTransfer | null
}

const PROBLEMS: Readonly<Record<TransferField, string>> = {
  amount: 'Write an amount from 0.01 to 10000 in digits, with a point before the cents.',
  to: 'Write a name of 1 to 60 characters.',
}

export function transferPage(frame: Frame, { typed, wrong, isWaiting, sent }: TransferView): string {
  const body = html`<h1>Send money</h1>
${sent === null ? null : sentNote(sent)}
${isWaiting ? html`<p class="note" role="status">This is not sent yet. Look at it once more, then press Send.</p>` : null}
<p class="lead">Nothing is sent before you confirm it with your second factor. A request on your phone shows the amount and who gets it.</p>
<form class="card" method="post" action="/transfer">
${field('amount', 'Amount in euros', html`inputmode="decimal" maxlength="8" value="${typed.amount}"`, 'For example 12.50, at most 10000', wrong)}
${field('to', 'Who gets it', html`maxlength="60" value="${typed.to}" spellcheck="false"`, null, wrong)}
<button>Send</button>
</form>
<p><a href="/account">Back to your account</a></p>`
  return shopPage(frame, { title: 'Send money', body, width: 'narrow' })
}

function sentNote({ cents, to, reference }: SentTransfer): Markup {
  return html`<p class="note" role="status">Sent: ${euros(cents)} to <bdi>${to}</bdi>. The reference is <bdi>${reference}</bdi>.</p>`
}

function field(name: TransferField, label: string, attributes: Markup, hint: string | null, wrongField: TransferField | null): Markup {
  const isWrong = wrongField === name
  const notes = [...(hint === null ? [] : [`${name}-hint`]), ...(isWrong ? [`${name}-problem`] : [])].join(' ')
  return html`<label for="${name}">${label}</label>
${hint === null ? null : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${isWrong ? html`<p class="problem" role="alert" id="${name}-problem">${PROBLEMS[name]}</p>` : null}
<input id="${name}" name="${name}" ${attributes} autocomplete="off" dir="auto" required${notes === '' ? null : html` aria-describedby="${notes}"`}${isWrong ? html` aria-invalid="true" autofocus` : null}>`
}
