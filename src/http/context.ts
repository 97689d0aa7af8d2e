/** What the web layer works with: the flows' services, and how the host set us up. */
import type { Services } from '../flows/services.js'
import type { SecondFactorOptions, UserFacts } from '../options.js'
import type { Views } from '../pages/page.js'
import type { Languages } from '../words/languages.js'

export interface WebContext {
  readonly services: Services
  readonly user: (user: Express.User) => UserFacts | Promise<UserFacts>
  readonly loadUser: SecondFactorOptions['loadUser'] | null
  /** Where the router is mounted, e.g. `/2fa`. */
  readonly path: string
  /** Scheme, host and port of `publicUrl`. */
  readonly origin: string
  /** Address the provider was told to call. */
  readonly callbackUrl: string
  readonly appName: string
  readonly signInPath: string
  readonly languages: Languages
  readonly views: Views
  /** Path of a style sheet of the host's, loaded after ours; `null` when there is none. */
  readonly stylesheet: string | null
}
