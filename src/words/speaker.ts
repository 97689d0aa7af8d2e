/** Says a sentence in one language, with numbers, dates and plurals as that language has them. */
import { en } from './en/index.js'
import { piecesOf, sentenceOf } from './phrase.js'
import type { Phrase, Piece, Values } from './phrase.js'

export type WordId = keyof typeof en

/** Every sentence of one language. */
export type Catalog = Readonly<Record<WordId, Phrase>>

/** Catalogs by BCP 47 tag, e.g. `{ de: { … } }`. A sentence that is missing is said in English. */
export type Catalogs = Readonly<Record<string, Readonly<Partial<Catalog>> & Readonly<Record<`action.${string}`, Phrase>>>>

export interface Speaker {
  /** BCP 47 tag. */
  readonly language: string
  readonly dir: 'ltr' | 'rtl'
  /** The sentence as plain text. */
  readonly say: (id: WordId, values?: Values) => string
  /** The sentence in pieces, for a page that marks up what it fills in. */
  readonly pieces: (id: WordId, values?: Values) => readonly Piece[]
  /** Name of an action that has to be confirmed: the sentence `action.<name>`, else the name itself. */
  readonly action: (name: string) => string
  readonly number: (value: number) => string
  /** `15 Oct 2026` */
  readonly day: (at: number) => string
  /** `09:41 UTC`: the person's own zone is not known to a server. */
  readonly time: (at: number) => string
  /** `15 Oct 2026, 09:41 UTC` */
  readonly instant: (at: number) => string
  /** `1 minute and 30 seconds`; whole seconds, rounded up. */
  readonly duration: (ms: number) => string
}

/** English that says no country: the day before the month and 24 hours, which nobody can misread. */
export const PLAIN_ENGLISH = 'en-GB'

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const TIME = { hour: '2-digit', minute: '2-digit' } as const

/** A date with the time of day, on pages and in messages alike. */
export const MOMENT = { ...DAY, ...TIME } as const

export function speakerFor(language: string, catalog: Readonly<Partial<Catalog>>): Speaker {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  const say = (id: WordId, values: Values): string => sentenceOf(catalog[id] ?? en[id], rules, values)
  const format = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
    const formatter = new Intl.DateTimeFormat(language === 'en' ? PLAIN_ENGLISH : language, { timeZone: 'UTC', ...options })
    return (at) => formatter.format(at)
  }
  const fill = (piece: Piece, values: Values): string => {
    if ('text' in piece) return piece.text
    const value = values[piece.place]
    return typeof value === 'number' ? numbers.format(value) : (value ?? '')
  }
  return {
    language,
    dir: directionOf(language),
    say: (id, values = {}) => piecesOf(say(id, values)).map((piece) => fill(piece, values)).join(''),
    pieces: (id, values = {}) => piecesOf(say(id, values)),
    action: (name) => actionName(catalog, name),
    number: (value) => numbers.format(value),
    day: format(DAY),
    time: format({ ...TIME, timeZoneName: 'short' }),
    instant: format({ ...MOMENT, timeZoneName: 'short' }),
    duration: (ms) => durationIn(language, ms),
  }
}

const OWN_ACTIONS = { 'action.second_factor.settings': en['action.second_factor.settings'] } as const

/** Actions are the host's, so their words are too: `{ en: { 'action.payment.create': 'pay' } }`. */
function actionName(catalog: Readonly<Record<string, Phrase>>, name: string): string {
  const known: Readonly<Record<string, Phrase>> = { ...OWN_ACTIONS, ...catalog }
  const phrase = Object.hasOwn(known, `action.${name}`) ? known[`action.${name}`] : undefined
  return typeof phrase === 'string' ? phrase : name
}

function durationIn(language: string, ms: number): string {
  const all = Math.max(1, Math.ceil(ms / 1000))
  const [minutes, seconds] = [Math.floor(all / 60), all % 60]
  const parts = [minutes > 0 ? unit(language, minutes, 'minute') : '', seconds > 0 ? unit(language, seconds, 'second') : '']
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(parts.filter((part) => part !== ''))
}

function unit(language: string, value: number, name: 'minute' | 'second'): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value)
}

/** Scripts that run from right to left. */
const RIGHT_TO_LEFT = ['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg']

function directionOf(language: string): Speaker['dir'] {
  return RIGHT_TO_LEFT.includes(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr'
}
