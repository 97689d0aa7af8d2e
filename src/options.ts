/** Every option, its unit and its default, in one documented type; checked once, at construction. */
import { SecondFactorError } from './errors.js'
import type { AccountStore } from './ports/account-store.js'
import type { Clock } from './ports/clock.js'
import type { EventSink } from './ports/events.js'
import type { Notifier } from './ports/notifier.js'
import type { Proofs } from './ports/proof.js'
import type { Provider } from './ports/provider.js'
import type { PlaceFinder, PushWriter } from './ports/push-writer.js'
import type { StateStore } from './ports/state-store.js'
import type { Views } from './pages/page.js'
import type { Catalogs } from './words/speaker.js'

/** Facts about `req.user`. Left out means *none*; `null` for groups, roles or attributes means *not known*. */
export interface UserFacts {
  /** Stable and unique; numbers are turned into text. */
  readonly id: string | number | bigint
  readonly groups?: readonly string[] | null
  readonly roles?: readonly string[] | null
  readonly attributes?: Readonly<Record<string, unknown>> | null
  /** When the account was made: epoch milliseconds, ISO 8601 or Date. */
  readonly created?: number | string | Date | null
  readonly email?: string | null
  /** BCP 47 tag for texts and calls. */
  readonly locale?: string | null
  /** How the first factor was done, e.g. `password`, `saml`. */
  readonly firstFactor?: string | null
}

export interface SecondFactorOptions {
  /** Who reaches the phone, e.g. `new AuthyProvider({ apiKey })`. */
  readonly provider: Provider
  /** Where each account's enrollment lives, durably: the host's database. */
  readonly accounts: AccountStore
  /** Pending approvals, counters, marks. Default: in memory, for one process. */
  readonly store?: StateStore
  /** Path of the policy file (YAML or JSON), or the policy as an object. Start is refused when it is not valid. */
  readonly policy: string | object
  /** Facts about `req.user`, which is whatever the host's Passport set-up puts there. */
  readonly user: (user: Express.User) => UserFacts | Promise<UserFacts>
  /** Address under which people reach the application, e.g. `https://shop.example`. Never taken from a request. */
  readonly publicUrl: string
  /**
   * At least 32 bytes. Signs tokens, and keys what is remembered about used codes. To replace it, give a list: the
   * first signs, all are good for reading until the old tokens have run out.
   */
  readonly secret: string | readonly string[]
  /** Whether the policy file is read again when it changes. Default true. */
  readonly watchPolicy?: boolean
  /** Folder that keeps the policy's revisions, e.g. `policy.yaml.history`. Default: none is kept. */
  readonly policyHistory?: string
  /** Where the router is mounted. Default `/2fa`. */
  readonly path?: string
  /** Name of the application, shown on pages and on the phone. Default: the host of `publicUrl`. */
  readonly appName?: string
  /** Where people go after they cancelled. Default `/`. */
  readonly signInPath?: string
  /** Sentences of the host's own by language, e.g. `{ de: { … } }`; they win over those that come with the package. */
  readonly words?: Catalogs
  /**
   * Somebody who is not signed in here: for messages and for reports. Default: nobody is known beyond the id.
   * @returns what `req.user` would be, or nothing
   */
  readonly loadUser?: (id: string) => Express.User | null | undefined | Promise<Express.User | null | undefined>
  /** Sends messages to people, e.g. by mail. Default: none is sent. */
  readonly notify?: Notifier
  /** Proofs that policy may ask for before a phone is bound, by the names that `bind_new_phone` uses. */
  readonly proofs?: Proofs
  /** What the approval request says beside what policy shows. */
  readonly push?: PushWriter
  /** City and country of an address, for `push.show: [place]`. Default: no place is shown. */
  readonly place?: PlaceFinder
  /**
   * Minutes between two rounds of cleaning up: numbers not confirmed in time, removals that failed. One process of all
   * does it. Default 60; 0: never, call `tidy()` yourself.
   */
  readonly tidyEveryMinutes?: number
  /** Pages of the host's own, each in the place of one of ours: a function from the page's model to HTML. */
  readonly views?: Views
  /** Path of a style sheet of the host's, e.g. `/brand.css`, loaded after ours on every page. */
  readonly stylesheet?: string
  /** Receives one event for every decision and every change. Default: nobody. */
  readonly events?: EventSink
  /** Default: the system's clock. */
  readonly clock?: Clock
}

/** The compiler keeps this complete: an option that is missing here does not build. */
const KNOWN: Readonly<Record<keyof SecondFactorOptions, true>> = {
  provider: true,
  accounts: true,
  store: true,
  policy: true,
  user: true,
  publicUrl: true,
  secret: true,
  watchPolicy: true,
  policyHistory: true,
  path: true,
  appName: true,
  signInPath: true,
  loadUser: true,
  notify: true,
  proofs: true,
  push: true,
  place: true,
  tidyEveryMinutes: true,
  words: true,
  views: true,
  stylesheet: true,
  events: true,
  clock: true,
}

const MIN_SECRET_BYTES = 32

/** @throws SecondFactorError `invalid_options`, with a sentence that says what to do */
export function checkOptions(options: SecondFactorOptions): void {
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(KNOWN, name)) wrong(`There is no option ${name}. Options are: ${Object.keys(KNOWN).join(', ')}.`)
  }
  requireObject(options.provider, 'provider', 'Give a provider, e.g. new AuthyProvider({ apiKey }).')
  requireObject(options.accounts, 'accounts', 'Give an account store, e.g. new SqlAccountStore(database).')
  if (typeof options.user !== 'function') wrong('The option user must be a function that turns req.user into facts, e.g. (u) => ({ id: u.id }).')
  const secrets: readonly unknown[] = Array.isArray(options.secret) ? options.secret : [options.secret]
  if (secrets.length === 0 || !secrets.every(isSecret)) {
    wrong('The option secret needs at least 32 bytes. Make one with: openssl rand -base64 32')
  }
  for (const name of ['loadUser', 'notify', 'push', 'place'] as const) {
    if (options[name] !== undefined && typeof options[name] !== 'function') wrong(`The option ${name} must be a function.`)
  }
  const minutes = options.tidyEveryMinutes ?? 60
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 1440) wrong('The option tidyEveryMinutes must be a whole number from 0 to 1440.')
  if (options.proofs !== undefined && Object.hasOwn(options.proofs, 'help_desk')) wrong('The proof help_desk is the library’s own. Give yours another name.')
  checkPublicUrl(options.publicUrl)
  for (const path of [options.path, options.signInPath, options.stylesheet]) {
    if (path !== undefined && !/^\/(?!\/)[\w\-./~]*$/.test(path)) wrong(`The path ${JSON.stringify(path)} must begin with one slash.`)
  }
  if (options.path === '/') wrong('The option path cannot be /, since every page would be ours. Use /2fa.')
}

function isSecret(value: unknown): boolean {
  return typeof value === 'string' && Buffer.byteLength(value) >= MIN_SECRET_BYTES
}

function checkPublicUrl(value: unknown): void {
  const hint = 'The option publicUrl must be the address people use, e.g. https://shop.example.'
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : wrong(hint)
  if (!['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '' || url.username !== '') wrong(hint)
  if (url.pathname !== '/') wrong('The option publicUrl has no path. Where the second factor is served below it is the option path.')
}

function requireObject(value: unknown, name: string, hint: string): void {
  if (typeof value !== 'object' || value === null) wrong(`The option ${name} is missing. ${hint}`)
}

function wrong(message: string): never {
  throw new SecondFactorError('invalid_options', message)
}
