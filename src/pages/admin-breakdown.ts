/** Standings by rule and by group. */
import type { Report } from '../report/report.js'
import type { Breakdown } from '../report/tally.js'
import type { Standing } from '../report/standing.js'
import { figure, howCounted, numberText } from './admin-frame.js'
import type { AdminFrame } from './admin-frame.js'
import { HOW, STANDING_WORDS } from './admin-words.js'
import { html } from './html.js'
import type { Markup } from './html.js'

type Query = Readonly<Record<string, string>>

interface Line {
  readonly label: string
  readonly counts: Breakdown
  /** `null`: nobody is listed from here. */
  readonly query: Query | null
}

export function breakdownTables(frame: AdminFrame, { rules, byGroup }: Report): Markup {
  const byRule = rules.map((counts): Line => ({ label: counts.name ?? '–', counts, query: { rule: counts.name ?? '-' } }))
  return html`<section class="wide"><h2>By rule</h2>
${table(frame, 'Rule', byRule)}
${howCounted(HOW.rules, 'by rule')}</section>
<section class="wide"><h2>By group</h2>
${groups(frame, byGroup)}
${howCounted(HOW.groups, 'by group')}</section>
`
}

function groups(frame: AdminFrame, { groups: named, small, inNone, unknown }: Report['byGroup']): Markup {
  const lines = named.map((counts): Line => ({ label: counts.name ?? '', counts, query: { group: counts.name ?? '' } }))
  if (small.together !== null) lines.push({ label: `Small groups (${numberText(small.groups)})`, counts: small.together, query: null })
  const hidden = small.groups > 0 && small.together === null
  return html`${lines.length > 0 && table(frame, 'Group', lines)}
${hidden && html`<p class="soft">Groups of under 5 people, not broken down: ${numberText(small.groups)}</p>`}
${inNone > 0 && html`<p class="soft">In no group: ${numberText(inNone)}</p>`}
${unknown > 0 && html`<p class="soft">Groups not known: ${numberText(unknown)}</p>`}`
}

function table(frame: AdminFrame, head: string, lines: readonly Line[]): Markup {
  // `Object.keys` does not know that a record holds nothing but its names.
  const standings = Object.keys(STANDING_WORDS) as Standing[]
  const line = ({ label, counts, query }: Line): Markup => html`<tr><th scope="row" class="name"><bdi>${label}</bdi></th>
<td class="number">${figure(frame, counts.total, query, label)}</td>
${standings.map((standing) => html`<td class="number">${cell(frame, { label, counts, query }, standing)}</td>`)}</tr>
`
  return html`<div class="scroll" role="region" aria-label="${`By ${head.toLowerCase()}`}" tabindex="0"><table class="list"><thead><tr><th scope="col">${head}</th><th scope="col" class="number">People</th>
${standings.map((standing) => html`<th scope="col" class="number">${STANDING_WORDS[standing]}</th>`)}</tr></thead>
<tbody>${lines.map(line)}</tbody></table></div>`
}

function cell(frame: AdminFrame, { label, counts, query }: Line, standing: Standing): Markup {
  const what = `${label}, ${STANDING_WORDS[standing]}`
  return figure(frame, counts.standings[standing], query === null ? null : { ...query, standing }, what)
}
