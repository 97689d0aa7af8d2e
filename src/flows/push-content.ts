/** What the phone shows. Values of the server's, or of the host's function; cleaned, and cut so that the meaning stays. */
import type { Challenge } from '../challenge/challenge.js'
import type { Logo, PushRequest } from '../ports/provider.js'
import type { PushExtras } from '../ports/push-writer.js'
import type { Speaker } from '../words/speaker.js'
import { browserName } from './browser-name.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'
import { withinTime } from './within-time.js'

const MAX_MESSAGE = 144
const MAX_KEY = 20
const MAX_VALUE = 80
const MAX_HIDDEN = 200
const MAX_EXTRAS = 10
/** What the host's functions may take. The push waits for them, and somebody for the push. */
const EXTRAS_MS = 1000

/** Cuts between characters as people see them, never inside one. */
const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' })

type Texts = Readonly<Record<string, string>>

export type PushContent = Pick<PushRequest, 'message' | 'details' | 'hiddenDetails'> & { readonly logos: readonly Logo[] }

export async function pushContent(services: Services, situation: Situation, challenge: Challenge, matchCode: string | null): Promise<PushContent> {
  const speaker = services.languages.speak([situation.visit.person.locale])
  const [extras, place] = await Promise.all([extrasOf(services, situation, challenge), placeOf(services, situation)])
  const { message = usualMessage(services, situation, challenge, speaker) } = extras
  const own = ownDetails(services, situation, { speaker, place, matchCode })
  return {
    message: clean(message, MAX_MESSAGE),
    details: { ...own, ...added(extras.details, own) },
    hiddenDetails: { ...hidden(extras.hiddenDetails), ...ownHidden(challenge) },
    logos: logosOf(extras),
  }
}

function usualMessage({ appName }: Services, { visit }: Situation, { purpose }: Challenge, speaker: Speaker): string {
  const action = visit.wish?.action
  if (action == null) return speaker.say(`push.${purpose}`, { app: appName })
  return speaker.say('push.step_up', { app: appName, action: speaker.action(action) })
}

/** The host's additions; what goes wrong there costs only them. */
async function extrasOf(services: Services, { visit, now }: Situation, { purpose }: Challenge): Promise<PushExtras> {
  const { writePush } = services
  if (writePush === null) return {}
  const { person, ip, userAgent, path } = visit
  const about = { userId: person.id, purpose, locale: person.locale, ip, userAgent, path, action: visit.wish?.action ?? null }
  try {
    const extras = await withinTime(EXTRAS_MS, async () => writePush(about))
    return extras === null ? failed(services, person.id, now) : checked(extras)
  } catch {
    return failed(services, person.id, now)
  }
}

function failed(services: Services, userId: string, at: number): PushExtras {
  services.events.emit({ type: 'push_content_failed', userId, at })
  return {}
}

/** A host without types may answer anything; what is not a text is a mistake to be seen at once. */
function checked(extras: PushExtras): PushExtras {
  const texts = [extras.message ?? '', ...Object.values(extras.details ?? {}), ...Object.values(extras.hiddenDetails ?? {})]
  if (texts.some((text) => typeof text !== 'string')) throw new TypeError('not a text')
  // A digest that is cut off proves nothing, so it is refused instead.
  if (Object.values(extras.hiddenDetails ?? {}).some((text) => text.length > MAX_HIDDEN)) throw new RangeError('too long')
  return extras
}

async function placeOf({ findPlace }: Services, { visit, unthrottled }: Situation): Promise<string | null> {
  const { ip } = visit
  if (findPlace === null || ip === null || !unthrottled.settings.challenge.push.show.includes('place')) return null
  try {
    return (await withinTime(EXTRAS_MS, async () => findPlace(ip))) ?? null
  } catch {
    // A place that is not known is left out; the push says less, and the sign-in goes on.
    return null
  }
}

interface OwnFacts {
  readonly speaker: Speaker
  readonly place: string | null
  readonly matchCode: string | null
}

function ownDetails({ appName }: Services, { visit, unthrottled, now }: Situation, { speaker, place, matchCode }: OwnFacts): Texts {
  const { show } = unthrottled.settings.challenge.push
  const browser = show.includes('browser') ? browserName(visit.userAgent) : null
  const lines: readonly (readonly [string, string | null])[] = [
    [speaker.say('push.code'), matchCode],
    [speaker.say('push.app'), show.includes('app') ? appName : null],
    [speaker.say('push.place'), place],
    [speaker.say('push.browser'), browser === null ? null : browserText(speaker, browser)],
    [speaker.say('push.time'), show.includes('time') ? speaker.instant(now) : null],
  ]
  const shown = Object.fromEntries(lines.flatMap(([key, value]) => (value === null ? [] : [[clean(key, MAX_KEY), clean(value, MAX_VALUE)]])))
  // What is approved comes first, and no line of ours takes its place but the code. It was refused if it did not fit.
  const code = matchCode === null ? {} : { [speaker.say('push.code')]: matchCode }
  return { ...visit.wish?.details, ...shown, ...visit.wish?.details, ...code }
}

function browserText(speaker: Speaker, { browser, system }: NonNullable<ReturnType<typeof browserName>>): string {
  return system === null ? browser : speaker.say('push.browser_on', { browser, system })
}

/** Ours keep their place: a host's line named like our code must not stand for it. */
function added(details: Texts = {}, own: Texts): Texts {
  const lines = Object.entries(details).map(([key, value]) => [clean(key, MAX_KEY), clean(value, MAX_VALUE)] as const)
  const taken = new Set(Object.keys(own).map(likeness))
  return Object.fromEntries(lines.filter(([key]) => key !== '' && !taken.has(likeness(key))).slice(0, MAX_EXTRAS))
}

function likeness(key: string): string {
  return key.normalize('NFKC').toLowerCase()
}

/** Names the attempt, the policy and, for a transaction, the very details that are approved. */
function ownHidden({ id, revision, scope }: Challenge): Texts {
  return { transaction: id, revision, ...(scope === null ? {} : { scope }) }
}

function hidden(details: Texts = {}): Texts {
  return Object.fromEntries(Object.entries(details).slice(0, MAX_EXTRAS))
}

/** Where there is any picture, one has to be the default. */
function logosOf({ logos = [] }: PushExtras): readonly Logo[] {
  const fitting = logos.filter(({ url }) => url.startsWith('https://') && url.length <= 200)
  return fitting.some(({ resolution }) => resolution === 'default') ? fitting : []
}

/** Drops control characters and those that turn the direction of text, then cuts. */
export function clean(text: string, max: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').replace(/ {2,}/g, ' ').trim()
  const characters = Array.from(SEGMENTER.segment(plain), ({ segment }) => segment)
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`
}
