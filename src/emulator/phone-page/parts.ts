/** Small pieces that several areas of the page share. */
import { html, type Markup } from './html.js'
import { address, type View } from './view.js'

/** A form that is one button: `fields` are sent to `action`, then this view is shown again. */
export function buttonForm(view: View, action: string, fields: Readonly<Record<string,
  string>>, button: Markup): Markup {
  return html`<form method="post"
  action="${action}">${hiddenFields({ ...fields, back: address(view) })}${button}</form>`
}

export const hiddenFields = (fields: Readonly<Record<string, string>>): readonly Markup[] =>
  Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)

/** Puts `text` on the clipboard; there is no way to do so without script, so it shows with script only. */
export const copyButton = (id: string, text: string, label: string, name = label): Markup =>
  html`<button type="button" class="quiet with-script" id="${id}" data-copy="${text}"
  aria-label="${name}">${label}</button>`

/** An instant of the emulator's clock. */
export const instant = (at: number): Markup =>
  html`<time datetime="${new Date(at).toISOString()}">${new Date(at).toISOString().slice(11, 19)}</time>`

/** Counts down to `until`, by script; without it stands still. */
export function countdown(now: number, until: number): Markup {
  return html`<span class="countdown" role="timer" aria-live="off"
  data-until="${until}">${duration(until - now)}</span>`
}

/** `0:42`, `12:05`, `23 h`. */
export function duration(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0)
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d`
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** What stands where nothing is yet. */
export const empty = (title: string, words: string): Markup =>
  html`<div class="empty"><p class="empty-title">${title}</p><p>${words}</p></div>`
