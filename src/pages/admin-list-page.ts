/** The people behind a figure: a filter, a hundred of them, and reminders. */
import type { PeopleFilter } from '../report/people-filter.js'
import type { PersonRow } from '../report/person-row.js'
import type { Standing } from '../report/standing.js'
import { adminLayout, dayText, numberText, personPath, timeText } from './admin-frame.js'
import type { AdminFrame } from './admin-frame.js'
import { GRACE_DAY_WORDS, GRACE_LOGIN_WORDS, LOCK_WORDS, REASON_WORDS, STANDING_WORDS, TRAIT_WORDS } from './admin-words.js'
import { html } from './html.js'
import type { Markup } from './html.js'

export interface AdminListModel extends AdminFrame {
  /** Epoch ms as of which it was decided. */
  readonly at: number
  readonly people: readonly PersonRow[]
  readonly filter: PeopleFilter
  /** Ids of the rules that decide about anybody; the empty text stands for none. */
  readonly rules: readonly string[]
  /** This page, the next one (`null` on the last) and the whole list, as queries. */
  readonly query: { readonly here: string; readonly next: string | null; readonly all: string }
  readonly isFirst: boolean
  /** Standings of this list in which a reminder helps. */
  readonly remindable: readonly Standing[]
  /** What came of reminders that were sent from here just now. */
  readonly done: { readonly reminded: number; readonly already: number; readonly failed: number; readonly more: boolean } | null
}

export function adminListPage(model: AdminListModel): string {
  const { base, at, people, query, isFirst } = model
  const body = html`<p><a href="${base}/">All figures</a></p>
<p class="soft">As of ${timeText(at)}, by user id, 100 a page.</p>
${done(model)}
${filters(model)}
${people.length === 0 ? html`<p>Nobody${isFirst ? '' : ' further'}.</p>` : table(model)}
<p class="actions">${!isFirst && html`<a class="button" href="${base}/people?${query.all}">First page</a>`}
${query.next !== null && html`<a class="button" href="${base}/people?${query.next}">Next page</a>`}
<a href="${base}/people?${csv(query.all)}">This list as CSV</a></p>
${remindAll(model)}`
  return adminLayout(model, 'People', body)
}


function csv(query: string): string {
  return query === '' ? 'format=csv' : `${query}&format=csv`
}

function done({ done: counts }: AdminListModel): Markup | null {
  if (counts === null) return null
  const { reminded, already, failed, more } = counts
  return html`<p class="done" role="status">Reminders sent: ${numberText(reminded)}.
${already > 0 && html`Had one today already: ${numberText(already)}.`}
${failed > 0 && html`<span class="bad">Could not be sent: ${numberText(failed)}; the log says to whom.</span>`}
${more && 'There are more people; press the button again for the next.'}</p>`
}

function filters({ base, filter, rules }: AdminListModel): Markup {
  const { standings, rule, group, lockCause, graceLogins, graceDays, trait } = filter
  const standing = standings?.length === 1 ? (standings[0] ?? '') : (standings?.join(',') ?? '')
  const several = standings !== undefined && standings.length > 1 ? [[standing, standings.map((name) => STANDING_WORDS[name]).join(', ')] as const] : []
  const names = [...new Set([...rules, ...(rule === undefined ? [] : [rule])])]
  return html`<form class="filters" method="get" action="${base}/people">
${select('Standing', 'standing', standing, [...several, ...Object.entries(STANDING_WORDS)])}
${select('Rule', 'rule', rule === '' ? '-' : (rule ?? ''), names.map((name) => [name === '' ? '-' : name, name === '' ? '–' : name] as const))}
<label>Group <input name="group" value="${group ?? ''}" maxlength="1024"></label>
${select('Locked by', 'cause', lockCause ?? '', Object.entries(LOCK_WORDS))}
${select('Grace left', 'left', graceLogins ?? '', ['0', '1', '2', '3', '4', '5+', 'date_only'].map((name) => [name, graceWords(name)] as const))}
${select('Grace ends', 'days', graceDays ?? '', Object.entries(GRACE_DAY_WORDS))}
${select('Also', 'trait', trait ?? '', Object.entries(TRAIT_WORDS))}
<button>Show</button></form>`
}

function graceWords(name: string): string {
  return Object.entries(GRACE_LOGIN_WORDS).find(([known]) => known === name)?.[1] ?? name
}

function select(label: string, name: string, chosen: string, choices: readonly (readonly [string, string])[]): Markup {
  const option = ([value, text]: readonly [string, string]): Markup =>
    html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`
  return html`<label>${label} <select name="${name}"><option value="">Any</option>${choices.map(option)}</select></label>`
}

function table(model: AdminListModel): Markup {
  const heads = ['User', 'Standing', 'Rule', 'Sign-ins left', 'Until', 'Groups', 'Phone', 'Methods', 'Since']
  return html`<section><div class="scroll" role="region" aria-label="People" tabindex="0"><table class="list"><thead><tr>
${heads.map((head) => html`<th scope="col"${head === 'Sign-ins left' && html` class="number"`}>${head}</th>`)}${model.mayRemind && html`<td></td>`}</tr></thead>
<tbody>${model.people.map((row) => line(model, row))}</tbody></table></div></section>`
}

function line(model: AdminListModel, row: PersonRow): Markup {
  const { user, rule, remaining, deadline, groups, phoneHint, methods, since } = row
  return html`<tr><th scope="row" class="name">${personLink(model, user)}</th><td class="standing">${standingText(row)}</td><td class="name"><bdi>${rule ?? '–'}</bdi></td>
<td class="number">${remaining ?? '–'}</td><td class="day">${deadline === null ? '–' : dayText(deadline)}</td>
<td class="name">${groups === null ? 'not known' : html`<bdi>${groups.length === 0 ? '–' : groups.join(', ')}</bdi>`}</td>
<td><bdi>${phoneHint ?? '–'}</bdi></td><td>${methods.length === 0 ? '–' : methods.join(', ')}</td><td class="day">${since === null ? '–' : dayText(since)}</td>
${model.mayRemind && html`<td>${remindButton(model, row)}</td>`}</tr>
`
}

function personLink({ base }: AdminListModel, user: string): Markup {
  const path = personPath(user)
  return path === null ? html`<bdi>${user}</bdi>` : html`<a href="${base}${path}"><bdi>${user}</bdi></a>`
}

function standingText({ standing, lockCause, reason }: PersonRow): Markup {
  const more = lockCause === null ? REASON_WORDS[reason] : LOCK_WORDS[lockCause].toLowerCase()
  return html`${STANDING_WORDS[standing]}${more !== undefined && html` <span class="soft">(${more})</span>`}`
}

function remindButton({ base, query, remindable }: AdminListModel, { user, standing }: PersonRow): Markup | null {
  if (!remindable.includes(standing)) return null
  return html`<form method="post" action="${base}/remind?${query.here}"><input type="hidden" name="user" value="${user}">
<button aria-label="${`Remind ${user}`}">Remind</button></form>`
}

/** Asks for a tick first, since it writes to many people. */
function remindAll({ base, mayRemind, remindable, people, query }: AdminListModel): Markup | null {
  if (!mayRemind || !people.some(({ standing }) => remindable.includes(standing))) return null
  const fields = [...new URLSearchParams(query.all)].filter(([name]) => name !== 'standing')
  return html`<section><h2>Remind all of this list</h2>
<p>A message to everybody in it, on all its pages, who is ${remindable.map((name) => STANDING_WORDS[name].toLowerCase()).join(', ')}; at most one a day for each person.</p>
<form class="remind" method="post" action="${base}/remind?${query.here}"><input type="hidden" name="standing" value="${remindable.join(',')}">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label class="check"><input type="checkbox" required> I mean all of them</label><button>Remind all</button></form></section>`
}
