/** The frame of the administrators' pages, and the parts they share. */
import { html } from './html.js'
import type { Markup } from './html.js'

export interface AdminFrame {
  readonly appName: string
  /** Where the page is mounted; empty at the root. */
  readonly base: string
  /** Whether reminding is offered. */
  readonly mayRemind: boolean
}

export function adminLayout({ appName, base }: Pick<AdminFrame, 'appName' | 'base'>, title: string, body: Markup): string {
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – ${appName}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${base}/assets/admin.css">
</head>
<body>
<main>
<p class="app">${appName}, two-step sign-in</p>
<h1 class="name"><bdi>${title}</bdi></h1>
${body}
</main>
</body>
</html>
`
  return page.text
}

export function numberText(value: number): string {
  return value.toLocaleString('en-US')
}

/** `17.3 %`; nothing of nothing is nothing. */
export function shareText(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(1)} %`
}

/** `2026-09-01 09:00 UTC` */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** The page of one person, below where we are mounted; `null` for an id that no address can hold. */
export function personPath(user: string): string | null {
  // Browsers take a segment of dots for a step through the folders, also when the dots are escaped.
  if (user === '.' || user === '..' || /\p{Cs}/u.test(user)) return null
  return `/people/${encodeURIComponent(user)}`
}

/** Address of the list behind a figure. */
export function listLink({ base }: AdminFrame, query: Readonly<Record<string, string>>, label: string): Markup {
  return html`<a href="${base}/people?${new URLSearchParams(query).toString()}">${label}</a>`
}

/** A figure that leads to the people behind it; nobody is behind a zero. */
export function figure(frame: AdminFrame, count: number, query: Readonly<Record<string, string>> | null, what: string): Markup {
  const text = numberText(count)
  if (count === 0 || query === null) return html`${text}`
  return html`<a href="${frame.base}/people?${new URLSearchParams(query).toString()}" aria-label="${`${text}, ${what}: list`}">${text}</a>`
}

export function howCounted(sentence: string, what: string): Markup {
  return html`<details><summary>How counted<span class="unseen">: ${what}</span></summary><p>${sentence}</p></details>`
}

/** Says nothing that the number beside it does not say. */
export function bar(part: number, whole: number): Markup {
  const width = whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10
  // So that one of many is seen at all.
  const seen = part > 0 ? Math.max(0.5, width) : 0
  return html`<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="8"/><rect class="fill" width="${seen}" height="8"/></svg>`
}

export interface BarRow {
  readonly label: string
  readonly count: number
  /** The list behind the figure; `null` where there is none. */
  readonly query: Readonly<Record<string, string>> | null
}

/** A table of figures, each with its bar and its share: the chart and its table in one. */
export function barTable(frame: AdminFrame, head: readonly [string, string], rows: readonly BarRow[], whole: number): Markup {
  const line = ({ label, count, query }: BarRow): Markup => html`<tr><th scope="row">${label}</th>
<td class="number">${figure(frame, count, query, label)}</td><td class="number">${shareText(count, whole)}</td>
<td class="chart">${bar(count, whole)}</td></tr>
`
  return html`<table><thead><tr><th scope="col">${head[0]}</th><th scope="col" class="number">${head[1]}</th>
<th scope="col" class="number">Share</th><td></td></tr></thead><tbody>
${rows.map(line)}</tbody></table>`
}
