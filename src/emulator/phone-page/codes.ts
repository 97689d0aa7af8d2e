/** The codes that the phone's apps show, with the time that is left. */
import { softToken } from '../soft-token.js'
import type { User } from '../state.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { copyButton, countdown, empty } from './parts.js'
import type { View } from './view.js'

const kinds = [
  ['native', 'Authy app'],
  ['generic', 'Other authenticator'],
] as const

export function codes(world: World, _view: View, user: User): Markup {
  const cards = kinds.flatMap(([kind, name]) => tokenCard(world, user, kind, name) ?? [])
  if (cards.length > 0) return html`${cards}`
  return empty('No codes', 'This phone has neither the Authy app nor another authenticator.')
}

function tokenCard(world: World, user: User, kind: 'native' | 'generic', name: string): Markup | null {
  const token = softToken(world, user, kind)
  if (token === null) return null
  const now = world.clock.now()
  const copy = copyButton(`copy-${kind}`, token.code, 'Copy code', `Copy code of the ${name}`)
  const left = Math.max(token.until - now, 0)
  return html`<article class="card token" id="token-${kind}" aria-labelledby="token-title-${kind}"><h4
  id="token-title-${kind}">${name}</h4>
<p class="token-code" id="code-${kind}"><bdi dir="ltr">${token.code}</bdi></p>
<progress id="left-${kind}" max="${token.stepSeconds * 1000}" value="${left}" data-bar="${token.until}"
  aria-label="Time left of this code"></progress>
<p class="token-row"><span
  class="meta">New code in ${countdown(now, token.until)}</span>${copy}</p>
<p class="meta">Next: <bdi dir="ltr" class="next-code">${token.nextCode}</bdi></p></article>`
}
