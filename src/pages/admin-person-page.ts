/** One person: where they stand, what they have, what happened lately, and what the help desk can do. */
import type { PersonLock, PersonView } from '../report/person-view.js'
import { deskSection } from './admin-desk.js'
import type { DeskModel } from './admin-desk.js'
import { DESK_WORDS } from './admin-desk-words.js'
import type { DeskAction } from './admin-desk-words.js'
import { adminLayout, numberText, timeText } from './admin-frame.js'
import type { AdminFrame } from './admin-frame.js'
import { ACTIVITY_WORDS, CODE_WORDS, METHOD_WORDS, PERSON_LOCK_WORDS, REASON_WORDS, STANDING_WORDS, STATE_WORDS } from './admin-words.js'
import { html } from './html.js'
import type { Markup } from './html.js'

export interface AdminPersonModel extends AdminFrame, DeskModel {
  /** Epoch ms as of which it was decided. */
  readonly at: number
  readonly person: PersonView
  /** What was done from here just now. */
  readonly done: DeskAction | null
}

export function adminPersonPage(model: AdminPersonModel): string {
  const { base, at, person } = model
  const body = html`<p><a href="${base}/people">People</a></p>
<p class="soft">As of ${timeText(at)}.</p>
${doneText(model)}
<div class="panels">
<section><h2>Next sign-in</h2>${facts(standingFacts(person))}</section>
<section><h2>Second factor</h2>${facts(factorFacts(person))}</section>
<section><h2>Locks</h2>${locks(person)}</section>
<section><h2>Without the phone</h2>${facts(recoveryFacts(person))}</section>
</div>
${deskSection(model, offered(person))}
${activity(person)}
${removals(person)}`
  return adminLayout(model, person.user, body)
}

/** Said only while it is still so: an address can say anything. */
function doneText({ done, person: { locks: held } }: AdminPersonModel): Markup | null {
  const isLocked = held.some(({ kind }) => kind === 'admin')
  const isTrue = (done === 'lock' && isLocked) || (done === 'unlock' && held.length === 0)
  return isTrue ? html`<p class="done" role="status">${DESK_WORDS[done].done}</p>` : null
}

function offered({ state, locks: held }: PersonView): readonly DeskAction[] {
  return [
    'unlock',
    ...(state === 'enrolled' ? (['bypass_code'] as const) : []),
    'reset',
    ...(held.some(({ kind }) => kind === 'admin') ? [] : (['lock'] as const)),
  ]
}

type Fact = readonly [string, Markup | string]

function facts(all: readonly Fact[]): Markup {
  return html`<dl>${all.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`)}</dl>`
}

function standingFacts({ standing, rule, reason, remaining, deadline, groups, since }: PersonView): readonly Fact[] {
  const more = REASON_WORDS[reason]
  return [
    ['Standing', html`${STANDING_WORDS[standing]}${more !== undefined && html` <span class="soft">(${more})</span>`}`],
    ['Since', time(since)],
    ['Rule', html`<bdi class="name">${rule ?? '–'}</bdi>`],
    ['Reason', html`<code>${reason}</code>`],
    ['Sign-ins left without it', remaining === null ? '–' : numberText(remaining)],
    ['Until', time(deadline)],
    ['Groups', groups === null ? 'not known' : html`<bdi class="name">${groups.length === 0 ? '–' : groups.join(', ')}</bdi>`],
  ]
}

function factorFacts({ state, phoneHint, replacementHint, methods, devices }: PersonView): readonly Fact[] {
  return [
    ['State', STATE_WORDS[state]],
    ['Phone', html`<bdi>${phoneHint ?? '–'}</bdi>`],
    ...(replacementHint === null ? [] : [['New phone, not confirmed yet', html`<bdi>${replacementHint}</bdi>`] as const]),
    ['Methods', methods.length === 0 ? '–' : methods.map((method) => METHOD_WORDS[method]).join(', ')],
    ['Remembered browsers', numberText(devices)],
  ]
}

function locks({ locks: held, failuresInARow }: PersonView): Markup {
  const line = ({ kind, until }: PersonLock): Markup => html`<li>${PERSON_LOCK_WORDS[kind]}${until !== null && html`, until ${timeText(until)}`}</li>`
  return html`${held.length === 0 ? html`<p>None.</p>` : html`<ul>${held.map(line)}</ul>`}
${facts([['Wrong codes in a row', numberText(failuresInARow)]])}`
}

function recoveryFacts({ backupCodesLeft, helpDeskCodes, needsHelpDesk }: PersonView): readonly Fact[] {
  const codes = helpDeskCodes.map(
    ({ kind, uses, expiresAt }) => html`<div>${CODE_WORDS[kind]}, ${uses === 1 ? 'once' : `${uses} times`}${expiresAt !== null && html`, until ${timeText(expiresAt)}`}</div>`,
  )
  return [
    ['Backup codes left', numberText(backupCodesLeft)],
    ['Unused code of the help desk', codes.length === 0 ? 'None' : html`${codes}`],
    ...(needsHelpDesk ? [['Setting up a phone', 'Only with a code of the help desk'] as const] : []),
  ]
}

function activity({ activity: all }: PersonView): Markup {
  if (all.length === 0) return html`<section class="wide"><h2>Lately</h2><p>Nothing in the last 30 days.</p></section>`
  const rows = all.map(({ at, what, method, browser, system }) => html`<tr><th scope="row" class="day">${timeText(at)}</th><td>${ACTIVITY_WORDS[what]}</td>
<td class="name">${method === null ? '–' : METHOD_WORDS[method]}</td><td class="name">${[browser, system].filter((name) => name !== null).join(', ') || '–'}</td></tr>
`)
  return html`<section class="wide"><h2>Lately</h2><div class="scroll" role="region" aria-label="Lately" tabindex="0"><table class="list"><thead><tr>
${['Time', 'What', 'By', 'Browser'].map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div></section>`
}

function removals({ removals: owed }: PersonView): Markup | null {
  if (owed.length === 0) return null
  const line = ({ since, tries, nextAt }: PersonView['removals'][number]): Markup =>
    html`<li>Since ${timeText(since)}; failed tries: ${numberText(tries)}; next try ${timeText(nextAt)}</li>`
  return html`<section class="wide"><h2>Phones still to be removed at the provider</h2><ul>${owed.map(line)}</ul></section>`
}

function time(at: number | null): string {
  return at === null ? '–' : timeText(at)
}
