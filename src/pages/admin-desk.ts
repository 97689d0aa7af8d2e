/** What the help desk can do for one person: each act with its consequence, and a reason that goes into the log. */
import { DESK_PATHS, DESK_WORDS } from './admin-desk-words.js'
import type { DeskAction } from './admin-desk-words.js'
import { timeText } from './admin-frame.js'
import { html } from './html.js'
import type { Markup } from './html.js'

/**
 * Whether this administrator can act here now. `own`: it is the own account. `not_enrolled`: has no second factor to
 * prove. `stale`: has to prove it first.
 */
export type DeskState = 'own' | 'not_enrolled' | 'stale' | 'ready'

/** Why an act was not done. `typed` is the reason that was given, to be shown again. */
export type DeskProblem = { readonly action: DeskAction; readonly typed: string } & (
  | { readonly kind: 'why' | 'not_enrolled' }
  /** `retryAt`: epoch ms. */
  | { readonly kind: 'limited'; readonly retryAt: number }
)

export interface DeskModel {
  /** Acts that the host allows to this administrator; without any, nothing is shown. */
  readonly actions: readonly DeskAction[]
  readonly state: DeskState
  /** Address of the person's page. */
  readonly address: string
  /** Where the administrator proves or sets up the own second factor. */
  readonly twoStepPath: string
  readonly problem: DeskProblem | null
}

/** @param offered the acts that make sense for the person as things stand */
export function deskSection(model: DeskModel, offered: readonly DeskAction[]): Markup | null {
  const actions = model.actions.filter((action) => offered.includes(action) || model.problem?.action === action)
  if (model.actions.length === 0) return null
  return html`<section class="wide desk"><h2>Help desk</h2>
${model.state === 'ready' ? forms(model, actions) : notNow(model)}</section>`
}

function forms(model: DeskModel, actions: readonly DeskAction[]): Markup {
  return html`<p class="soft">Make sure who is asking. What you do here is logged with your name and your reason.</p>
${actions.map((action) => form(model, action))}`
}

function notNow({ state, address, twoStepPath }: DeskModel): Markup {
  switch (state) {
    case 'own':
      return html`<p>This is your own account. Somebody else has to act on it.</p>`
    case 'not_enrolled':
      return html`<p>Whoever acts here needs a second factor. <a href="${twoStepPath}">Set up yours first</a></p>`
    default:
      return html`<p>Acting here needs your second factor of the last ten minutes.</p>
<form class="actions" method="post" action="${address}/step-up"><button>Prove that it is you</button></form>`
  }
}

function form({ address, problem }: DeskModel, action: DeskAction): Markup {
  const { title, effect, button } = DESK_WORDS[action]
  const wrong = problem?.action === action ? problem : null
  const id = `why-${action}`
  const described = wrong === null ? html`` : html` aria-describedby="${id}-problem"${wrong.kind === 'why' && html` aria-invalid="true"`} autofocus`
  return html`<details class="act"${wrong !== null && html` open`}><summary>${title}</summary>
<p>${effect}</p>
<form method="post" action="${address}/${DESK_PATHS[action]}">
${wrong !== null && html`<p class="bad" role="alert" id="${id}-problem">${problemText(wrong)}</p>`}
<label for="${id}">Reason</label>
<input id="${id}" name="why" value="${wrong?.typed ?? ''}" maxlength="200" autocomplete="off" required${described}>
<button>${button}</button></form></details>
`
}

function problemText(problem: DeskProblem): string {
  switch (problem.kind) {
    case 'why':
      return 'Give a reason: one line of up to 200 characters.'
    case 'not_enrolled':
      return 'There is no confirmed phone that a code could stand in for.'
    case 'limited':
      return `That was much in one hour. You can go on at ${timeText(problem.retryAt)}.`
  }
}
