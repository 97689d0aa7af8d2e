/** A page with one thing to say: not found, not allowed, did not work. */
import { html } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

const NOTICES = {
  notFound: { title: 'Not found', sentence: 'There is nothing at this address. It may have moved, or never been.' },
  notForYou: { title: 'Not for you', sentence: 'This page is for administrators.' },
  invalid: { title: 'That did not work', sentence: 'The shop could not read what your browser sent. Go back and try again.' },
  unavailable: { title: 'Back in a moment', sentence: 'The shop is not available right now. Try again shortly.' },
  failed: { title: 'That did not work', sentence: 'Something went wrong on our side. Try again in a moment.' },
} as const

export function noticePage(frame: Frame, name: keyof typeof NOTICES): string {
  const { title, sentence } = NOTICES[name]
  const body = html`<h1>${title}</h1><p class="lead">${sentence}</p><p class="actions"><a class="button quiet" href="/">Back to the shop</a></p>`
  return shopPage(frame, { title, body, width: 'narrow' })
}
