/** Approval requests on the phone: what they say, how long they wait, and the three answers. */
import type { Approval, User } from '../state.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { buttonForm, countdown, empty, instant } from './parts.js'
import { requestsOf } from './unseen.js'
import type { View } from './view.js'

const mostShown = 20

export function requests(world: World, view: View, user: User): Markup {
  const all = requestsOf(world, user).slice(0, mostShown)
  const pending = all.filter(({ status }) => status === 'pending')
  const past = all.filter(({ status }) => status !== 'pending')
  const none = user.hasApp
    ? empty('No request', 'One appears here the moment your application asks.')
    : empty('This phone has no app', 'Requests need it. Texts and calls work.')
  return html`${pending.length === 0 ? none : pending.map((approval) => card(world, view, approval))}
${past.length === 0 ? null : html`<h4 class="group">Earlier</h4><ul class="past">${past.map(pastLine)}</ul>`}`
}

function card(world: World, view: View, approval: Approval): Markup {
  const { uuid, message, expiresAt } = approval
  const ends = expiresAt === null ? html`Never expires` : html`Expires in ${countdown(world.clock.now(), expiresAt)}`
  const details = Object.entries(approval.details ?? {}).filter(([name]) => !isMatchCode(name))
  const answers = ['approve', 'deny', 'fraud'] as const
  return html`<article class="card request" id="request-${uuid}" aria-labelledby="message-${uuid}">
<h4 id="message-${uuid}"><bdi>${message}</bdi></h4><p class="meta">${ends}</p>
${matchCode(approval)}${list(details)}${hidden(approval)}
<div class="answers">${answers.map((answer) => answerForm(view, approval, answer))}</div></article>`
}

const words = { approve: 'Approve', deny: 'Deny', fraud: 'Report as fraud' } as const
const done = { approve: 'Approved', deny: 'Denied', fraud: 'Reported as fraud' } as const

const answerForm = (view: View, { uuid, message }: Approval, answer: keyof typeof words): Markup =>
  buttonForm(
    view,
    `/_/approvals/${uuid}`,
    { answer },
    html`<button id="${answer}-${uuid}" class="${answer}" data-done="${done[answer]}"
  aria-label="${words[answer]}: ${message}">${words[answer]}</button>`,
  )

/** Push has no field for a code to compare, so applications put it among the details. */
const isMatchCode = (name: string): boolean => /^(?:match(?:ing)? )?(?:code|number)$/i.test(name)

function matchCode(approval: Approval): Markup | null {
  const [name, value] = Object.entries(approval.details ?? {}).find(([key]) => isMatchCode(key)) ?? []
  if (name === undefined || value === undefined) return null
  return html`<dl class="match"><div><dt><bdi>${name}</bdi></dt><dd><bdi>${value}</bdi></dd></div></dl>`
}

function list(details: readonly (readonly [string, string])[]): Markup | null {
  if (details.length === 0) return null
  return html`<dl class="details">${details.map(
    ([name, value]) => html`<div><dt><bdi>${name}</bdi></dt><dd><bdi>${value}</bdi></dd></div>`,
  )}</dl>`
}

function hidden({ uuid, hiddenDetails }: Approval): Markup | null {
  if (hiddenDetails === null) return null
  return html`<details class="hidden-details"
  id="hidden-${uuid}"><summary>Hidden details, not shown on a real phone</summary>
${list(Object.entries(hiddenDetails))}</details>`
}

const pastLine = ({ objectId, status, message, updatedAt }: Approval): Markup =>
  html`<li id="past-${objectId}"><span class="chip ${status}">${status}</span> <bdi>${message}</bdi> <span
  class="meta">${instant(updatedAt)}</span></li>`
