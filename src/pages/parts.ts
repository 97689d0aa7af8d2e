/** Small pieces that every page is made of. */
import type { Speaker, WordId } from '../words/speaker.js'
import { html, Markup } from './html.js'

export type Fill = Markup | string | number

/** A sentence as markup. What is filled in keeps its own direction (`<bdi>`), as codes and phone fragments have to. */
export function said(speaker: Speaker, id: WordId, values: Readonly<Record<string, Fill>> = {}): Markup {
  const { n } = values
  const pieces = speaker.pieces(id, typeof n === 'number' ? { n } : {})
  return html`${pieces.map((piece) => ('text' in piece ? piece.text : filled(speaker, values[piece.place] ?? '')))}`
}

function filled(speaker: Speaker, value: Fill): Markup {
  return value instanceof Markup ? value : html`<bdi>${typeof value === 'number' ? speaker.number(value) : value}</bdi>`
}

/** A time of day; the script says it in the person's own zone. */
export function clock(speaker: Speaker, at: number): Markup {
  return html`<bdi><time datetime="${new Date(at).toISOString()}">${speaker.time(at)}</time></bdi>`
}

/** Date and time; the script says it in the person's own zone. */
export function moment(speaker: Speaker, at: number): Markup {
  return html`<bdi><time data-day datetime="${new Date(at).toISOString()}">${speaker.instant(at)}</time></bdi>`
}

/** Digits and bullets that are read from left to right in every language. */
export function fragment(text: string): Markup {
  return html`<bdi dir="ltr">${text}</bdi>`
}

/** `disguised` looks like a link. */
export type ButtonKind = 'primary' | 'plain' | 'disguised'

/** Instants are epoch ms. */
export interface Pause {
  readonly until: number
  readonly now: number
  /** The sentence that says how long, in its place `time`. */
  readonly word: 'code.wait' | 'push.retry.in'
  readonly speaker: Speaker
  readonly id: string
}

export interface ButtonOptions {
  readonly kind?: ButtonKind
  /** Hidden fields. */
  readonly fields?: Readonly<Record<string, string>>
  /** Further markup inside the form, before the button. */
  readonly body?: Markup
  /** `get` only shows something. */
  readonly method?: 'post' | 'get'
  /** Epoch ms before which pressing it does not help; the sentence says so and the button stays reachable. */
  readonly wait?: Pause | null
  /** Epoch ms from which the script shows it; without script it is there at once. */
  readonly from?: number | null
  /** Marks the form for the script and for style sheets. */
  readonly name?: string
  /** For fields that stand outside of the form. */
  readonly id?: string
}

/** A form of one button, which works without script. */
export function button(action: string, label: Markup | string, options: ButtonOptions = {}): Markup {
  const { kind = 'plain', fields = {}, body = null, method = 'post', wait = null, from = null, name = null, id = null } = options
  const held = wait !== null && wait.now < wait.until ? wait : null
  return html`<form method="${method}" action="${action}"${from === null ? null : html` data-from="${from}"`}${name === null ? null : html` data-name="${name}"`}${id === null ? null : html` id="${id}"`}>
${Object.entries(fields).map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}${body}
<button part="button ${kind}" class="${kind}"${held === null ? null : html` aria-disabled="true" aria-describedby="${held.id}" data-wait="${held.until}"`}>${label}</button>
${held === null ? null : pauseNote(held)}</form>`
}

/** The script counts it down, with the same sentence. */
function pauseNote({ speaker, word, until, now, id }: Pause): Markup {
  const time = speaker.duration(until - now)
  return html`<span class="hint" id="${id}" data-say="${speaker.say(word, { time: '{time}' })}">${speaker.say(word, { time })}</span>`
}

/** A page of ours within the same step, as a link: the script loads it in place. */
export function link(path: string, show: string | null, label: Markup | string, attributes: Markup | null = null): Markup {
  return html`<a part="link" data-go href="${path}${show === null ? '' : `?show=${show}`}"${attributes}>${label}</a>`
}

export interface TickBoxOptions {
  readonly name: string
  readonly label: Markup
  readonly hint: Markup
  readonly attributes: Markup | null
}

/** A box to tick, as large as its words. */
export function tickBox({ name, label, hint, attributes }: TickBoxOptions): Markup {
  return html`<label class="tick" part="choice"><input type="checkbox" name="${name}" value="true" aria-describedby="${name}-hint"${attributes}>
<span><span>${label}</span><span class="hint" id="${name}-hint">${hint}</span></span></label>`
}

export interface FieldOptions {
  readonly name: string
  readonly label: Markup | string
  readonly hint: Markup | string | null
  /** The sentence on what is wrong with it. */
  readonly problem: Markup | null
  readonly attributes: Markup
}

/** One labelled field; what is wrong is said at the field, and the field is where one goes on. */
export function field({ name, label, hint, problem, attributes }: FieldOptions): Markup {
  const notes = [hint === null ? null : `${name}-hint`, problem === null ? null : 'problem'].filter((id) => id !== null).join(' ')
  return html`<div class="field"><label for="${name}" part="label">${label}</label>
${hint === null ? null : html`<span class="hint" id="${name}-hint">${hint}</span>`}
${problem === null ? null : html`<span class="problem" part="problem" role="alert" id="problem">${problem}</span>`}
<input part="field" id="${name}" name="${name}" ${attributes}${notes === '' ? null : html` aria-describedby="${notes}"`}${problem === null ? null : html` aria-invalid="true" autofocus`}></div>`
}
