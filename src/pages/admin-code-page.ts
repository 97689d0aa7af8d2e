/** A code of the help desk, shown this once. */
import { adminLayout, timeText } from './admin-frame.js'
import { DESK_WORDS } from './admin-desk-words.js'
import { html } from './html.js'

export interface AdminCodeModel {
  readonly appName: string
  readonly base: string
  /** Address of the person's page. */
  readonly address: string
  readonly user: string
  readonly kind: 'bypass_code' | 'bind_code'
  readonly code: string
  readonly uses: number
  /** Epoch ms. */
  readonly expiresAt: number | null
}

const PURPOSE = {
  bypass_code: 'At sign-in it is typed where a code from the phone would be.',
  bind_code: 'The phone is off the account, and every sign-in has ended. Setting up another phone asks for this code.',
} as const

export function adminCodePage(model: AdminCodeModel): string {
  const { address, user, kind, code, uses, expiresAt } = model
  const title = DESK_WORDS[kind === 'bind_code' ? 'reset' : 'bypass_code'].done
  const body = html`<section class="made" role="status"><p>For <bdi class="name">${user}</bdi>:</p>
<p class="code"><bdi>${code.replace(/(\d{3})(?=\d)/g, '$1 ')}</bdi></p>
<p>${PURPOSE[kind]} Good ${uses === 1 ? 'once' : `${uses} times`}${expiresAt !== null && html`, until ${timeText(expiresAt)}`}.</p>
<p>It is shown only now. Tell it to the person, and to nobody else. If it is lost, make a new one.</p></section>
<p class="actions"><a class="button" href="${address}">Back to the person</a></p>`
  return adminLayout(model, title, body)
}
