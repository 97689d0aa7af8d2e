/** The figures: who is done, who is not, and what is coming. Each one leads to the people behind it. */
import type { Report } from '../report/report.js'
import type { Standing } from '../report/standing.js'
import { breakdownTables } from './admin-breakdown.js'
import { adminLayout, barTable, bar, dayText, figure, howCounted, numberText, shareText, timeText } from './admin-frame.js'
import type { AdminFrame, BarRow } from './admin-frame.js'
import { GRACE_DAY_WORDS, GRACE_LOGIN_WORDS, HOW, LOCK_WORDS, STANDING_WORDS } from './admin-words.js'
import { html } from './html.js'
import type { Markup } from './html.js'

export interface AdminPageModel extends AdminFrame {
  /** Epoch ms. */
  readonly now: number
  readonly report: Report
}

export function adminPage(model: AdminPageModel): string {
  const body = html`${head(model)}
<div class="panels">
${[coverage, standings, locks, grace, factors, forecast].map((panel) => panel(model))}
</div>
${breakdownTables(model, model.report)}`
  return adminLayout(model, 'Who is not done', body)
}

function head({ base, now, report }: AdminPageModel): Markup {
  const { at, total, policy, byGroup, undecided } = report
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  const notes = [
    ...(policy.mode === 'enforce' ? [] : [`The policy’s mode is ${policy.mode}.`]),
    ...(byGroup.unknown === 0 ? [] : [`Groups and roles are not known for this many people, because the application’s loadUser does not tell them: ${numberText(byGroup.unknown)}.`]),
    ...(undecided === 0 ? [] : [`Decided on the strict side, because data was missing: ${numberText(undecided)}.`]),
  ]
  return html`<p class="soft">Counted at ${timeText(at)}, ${seconds} seconds ago, from ${numberText(total)} accounts, under the policy
<b>${policy.name}</b>, revision <bdi>${policy.revision}</bdi>. Counted anew once a minute.</p>
${notes.length > 0 && html`<div class="notes">${notes.map((note) => html`<p>${note}</p>`)}</div>`}
<p class="actions"><a href="${base}/people">Everybody</a> <a href="${base}/people?standing=pending,in_grace,must_enroll">Everybody who is not done</a> <a href="${base}/?format=csv">All as CSV</a></p>`
}

function coverage(model: AdminPageModel): Markup {
  const { total, enrolled } = model.report.asked
  return html`<section><h2>Coverage</h2>
<p class="big">${shareText(enrolled, total)}</p>
<p>Confirmed: ${numberText(enrolled)} of ${figure(model, total, { trait: 'asked' }, 'asked for a factor')} whose rule asks for a factor.</p>
${bar(enrolled, total)}
${howCounted(HOW.coverage, 'coverage')}</section>
`
}

function standings(model: AdminPageModel): Markup {
  const { report } = model
  const names = keysOf(STANDING_WORDS)
  const rows = names.map((name: Standing): BarRow => ({ label: STANDING_WORDS[name], count: report.standings[name], query: { standing: name } }))
  return html`<section><h2>Where people stand</h2>
${barTable(model, ['Standing', 'People'], rows, report.total)}
${howCounted(HOW.standings, 'standings')}</section>
`
}

function locks(model: AdminPageModel): Markup {
  const { lockCauses, standings: all } = model.report
  const rows = keysOf(LOCK_WORDS).map((name): BarRow => ({ label: LOCK_WORDS[name], count: lockCauses[name], query: { cause: name } }))
  return html`<section><h2>Locked, by cause</h2>
${barTable(model, ['Cause', 'People'], rows, all.locked)}
${howCounted(HOW.locks, 'locks')}</section>
`
}

function grace(model: AdminPageModel): Markup {
  const { graceLogins, graceDays } = model.report
  const order = ['0', '1', '2', '3', '4', '5+', 'date_only'] as const
  const logins = order.map((name): BarRow => ({ label: GRACE_LOGIN_WORDS[name], count: graceLogins[name], query: { left: name } }))
  const days = keysOf(GRACE_DAY_WORDS).map((name): BarRow => ({ label: GRACE_DAY_WORDS[name], count: graceDays[name], query: { days: name } }))
  const sum = (rows: readonly BarRow[]): number => rows.reduce((total, { count }) => total + count, 0)
  return html`<section><h2>Grace left</h2>
${barTable(model, ['Without a factor', 'People'], logins, sum(logins))}
${howCounted(HOW.grace, 'grace left')}
${sum(days) > 0 && html`${barTable(model, ['Grace ends', 'People'], days, sum(days))}${howCounted(HOW.graceDays, 'ends of grace')}`}</section>
`
}

function factors(model: AdminPageModel): Markup {
  const { phoneCodesOnly, removals } = model.report
  return html`<section><h2>Phones</h2>
<p>Enrolled people with only texts or calls: ${figure(model, phoneCodesOnly, { trait: 'phone_codes_only' }, 'only texts or calls')}</p>
${howCounted(HOW.factors, 'texts and calls')}
<p>Phones still to be removed at the provider: ${numberText(removals.owed)}, people: ${figure(model, removals.people, { trait: 'removal_owed' }, 'removal owed')}${removals.oldest !== null && html`, the oldest since ${timeText(removals.oldest)}, failed tries: ${numberText(removals.tries)}`}</p>
${howCounted(HOW.removals, 'removals')}</section>
`
}

function forecast(model: AdminPageModel): Markup | null {
  const days = model.report.forecast?.days ?? []
  const [most, sum] = [Math.max(0, ...days.map(({ lockedOut }) => lockedOut)), days.reduce((total, { lockedOut }) => total + lockedOut, 0)]
  const rows = days.map(({ at, lockedOut, mustEnroll }) => html`<tr><th scope="row" class="day">${dayText(at)}</th><td class="number">${numberText(lockedOut)}</td>
<td class="number">${numberText(mustEnroll)}</td><td class="chart">${bar(lockedOut, most)}</td></tr>
`)
  return html`<section><h2>Lockouts to expect</h2>
<p>In the next ${days.length} days, if nobody acts: ${numberText(sum)}</p>
<table><thead><tr><th scope="col">Day</th><th scope="col" class="number">Locked</th><th scope="col" class="number">Must set up</th><td></td></tr></thead>
<tbody>${rows}</tbody></table>
${howCounted(HOW.forecast, 'the forecast')}</section>
`
}

function keysOf<Name extends string>(words: Readonly<Record<Name, string>>): readonly Name[] {
  // `Object.keys` does not know that a record holds nothing but its names.
  return Object.keys(words) as Name[]
}
