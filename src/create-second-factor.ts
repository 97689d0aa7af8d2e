/** The composition root: ports, policy and web layer come together here, and nowhere else. */
import type { Request, RequestHandler, Router } from 'express'
import { MemoryStore } from './adapters/memory/memory-store.js'
import { logOut, revokeUser } from './flows/end-sign-in.js'
import { helpDesk } from './flows/help-desk.js'
import type { HelpDesk } from './flows/help-desk.js'
import { health } from './flows/health.js'
import type { Health } from './flows/health.js'
import { LiveCopies } from './flows/live-copies.js'
import { PushPace } from './flows/push-pace.js'
import type { Services } from './flows/services.js'
import { SharedRuns } from './flows/shared-runs.js'
import { tidyAccounts, tidyOnce } from './flows/tidy-accounts.js'
import type { TidyResult } from './flows/tidy-accounts.js'
import { watchProvider } from './flows/watch-provider.js'
import { authorize } from './http/authorize.js'
import type { Authorization, AuthorizeRequest } from './http/authorize.js'
import { administration } from './http/administration.js'
import type { AdministrationOptions } from './http/administration.js'
import { begin } from './http/begin.js'
import type { BeginOptions } from './http/begin.js'
import { adoptBearer, endBearer } from './http/bearer.js'
import type { WebContext } from './http/context.js'
import { enforce } from './http/enforce.js'
import { EventStreams } from './http/event-streams.js'
import { refuseCrossSite, router } from './http/router.js'
import { stepUp } from './http/step-up.js'
import type { StepUpOptions } from './http/wish.js'
import { AuthyStrategy } from './http/strategy.js'
import { personOf, visitOf } from './http/visit.js'
import { countingIds, keyedDigest } from './ids.js'
import { createSigner } from './tokens/signer.js'
import { languages } from './words/languages.js'
import { SHIPPED } from './words/shipped.js'
import { checkOptions } from './options.js'
import type { SecondFactorOptions } from './options.js'
import { systemClock } from './ports/clock.js'
import { silentNotifier } from './ports/notifier.js'
import { silentSink } from './ports/events.js'
import type { EventSink } from './ports/events.js'
import { PolicyInForce } from './policy-file/policy-in-force.js'
import type { PolicyStatus } from './policy-file/policy-in-force.js'

export interface SecondFactor {
  /** For `passport.use(secondFactor.strategy)`; its name is `authy`. */
  readonly strategy: AuthyStrategy
  /** Serves `/2fa`. Mount it behind session and `passport.session()`. */
  readonly router: Router
  /**
   * Behind the first factor, in the same POST: decides, sends the push, answers. With `bearer` for a client without a
   * session (needs the option `loadUser`): the answer holds `mfa_token`, or `second_factor_token` at once.
   */
  begin(beginOptions?: BeginOptions): RequestHandler
  /** Everything below is protected. */
  enforce(): RequestHandler
  /**
   * In front of a handler: wants the fresh factor that policy's `step_up` names for this action.
   * @throws SecondFactorError `invalid_options` when the action's name could not stand in a policy
   */
  stepUp(action: string, options?: StepUpOptions): RequestHandler
  /**
   * The gate for what never reaches Express's handlers: a socket's `upgrade`, on which the host has run its session
   * middleware, or which brings a bearer token. Answers whether it may pass, and calls back when it no longer may.
   */
  authorize(req: AuthorizeRequest): Promise<Authorization>
  /** The page of who is not done, for administrators. Mount it below `enforce()`, where people are signed in. */
  administration(options: AdministrationOptions): Router
  /** Refuses state changes that another site asks for, for the host's own routes. */
  refuseCrossSite(): RequestHandler
  /** Ends what this session earned. Call it before the host's own logout. */
  logout(req: Request): Promise<void>
  /** Voids every sign-in of the user, in every process. */
  revoke(userId: string): Promise<void>
  /** To be called by a host that changed an account record past this library. */
  accountChanged(userId: string): Promise<void>
  health(): Promise<Health>
  /** What the help desk does for somebody else. Each act is in the events, with who and why; the person is told. */
  readonly helpDesk: HelpDesk
  /** One round of cleaning up: numbers not confirmed in time, removals at the provider that failed. */
  tidy(): Promise<TidyResult>
  /** The policy in force. `reload` reads the file at once, e.g. on SIGHUP. */
  readonly policy: { reload(): void; status(): PolicyStatus }
  /** Ends streams and subscriptions, and what this library opened itself. */
  close(): Promise<void>
}

/**
 * @throws SecondFactorError `invalid_options` or `invalid_policy`, with a sentence that says what to do
 */
export function createSecondFactor(options: SecondFactorOptions): SecondFactor {
  checkOptions(options)
  const policy = policyInForce(options)
  const services = makeServices(options, policy)
  const context = makeContext(options, services)
  const streams = new EventStreams(services)
  const rounds = tidyRounds(services, options.tidyEveryMinutes ?? 60)
  return {
    strategy: new AuthyStrategy(context),
    router: router(context, streams),
    begin: (beginOptions = {}) => begin(context, beginOptions),
    enforce: () => enforce(context),
    authorize: (req) => authorize(context, req),
    stepUp: (action, stepUpOptions = {}) => stepUp(context, action, stepUpOptions),
    administration: (admin) => administration(context, admin),
    refuseCrossSite: () => refuseCrossSite(context),
    logout: async (req) => {
      await adoptBearer(context, req)
      const visit = await visitOf(context, req, '/')
      if (visit !== null) await logOut(services, visit)
      await endBearer(context, req)
    },
    revoke: (userId) => revokeUser(services, userId),
    accountChanged: (userId) => services.store.announceUser(userId),
    health: () => health(services, policy.status()),
    helpDesk: helpDesk(services),
    tidy: () => tidyAccounts(services),
    policy: { reload: () => policy.reload(), status: () => policy.status() },
    close: async () => {
      clearInterval(rounds)
      policy.close()
      streams.close()
      services.copies.close()
      await Promise.all([services.store.close(), services.provider.close()])
    },
  }
}

function tidyRounds(services: Services, minutes: number): NodeJS.Timeout | undefined {
  if (minutes === 0) return undefined
  const everyMs = minutes * 60_000
  // What failed is tried again in the next round, and whoever failed has reported it.
  return setInterval(() => void tidyOnce(services, everyMs).catch(() => undefined), everyMs).unref()
}

function policyInForce(options: SecondFactorOptions): PolicyInForce {
  const { policy: source, watchPolicy: watch = true, policyHistory: history = null } = options
  return new PolicyInForce({ source, watch, history, clock: options.clock ?? systemClock, events: options.events ?? silentSink })
}

/** Each decision also counts for the revision under which it was made. */
function counting(events: EventSink, policy: PolicyInForce): EventSink {
  return {
    emit: (event) => {
      if (event.type === 'decision') policy.count(event.outcome, event.at)
      events.emit(event)
    },
  }
}

function makeServices(options: SecondFactorOptions, policy: PolicyInForce): Services {
  const clock = options.clock ?? systemClock
  const events = counting(options.events ?? silentSink, policy)
  const store = options.store ?? new MemoryStore()
  const { accounts } = options
  return {
    provider: watchProvider(options.provider, clock, events),
    accounts,
    store,
    clock,
    events,
    copies: new LiveCopies({ accounts, store, clock }),
    pace: new PushPace(),
    shared: new SharedRuns(),
    policy: () => policy.current(),
    decisionIds: countingIds(),
    digestKey: keyedDigest(secretsOf(options)[0] ?? '', 'passport-authy used codes'),
    appName: appNameOf(options),
    languages: languages(SHIPPED, options.words),
    notify: options.notify ?? silentNotifier,
    proofs: options.proofs ?? {},
    writePush: options.push ?? null,
    findPlace: options.place ?? null,
    findPerson: findPerson(options),
    signer: createSigner(secretsOf(options), new URL(options.publicUrl).origin),
  }
}

function secretsOf({ secret }: SecondFactorOptions): readonly string[] {
  return typeof secret === 'string' ? [secret] : secret
}

/** The facts about somebody who is not here. */
function findPerson({ loadUser, user }: SecondFactorOptions): Services['findPerson'] {
  return async (userId) => {
    const found = await loadUser?.(userId)
    return found == null ? null : personOf(await user(found))
  }
}

function makeContext(options: SecondFactorOptions, services: Services): WebContext {
  const path = (options.path ?? '/2fa').replace(/\/$/, '')
  const { origin } = new URL(options.publicUrl)
  return {
    services,
    user: options.user,
    loadUser: options.loadUser ?? null,
    path,
    origin,
    callbackUrl: `${origin}${path}/callback`,
    appName: appNameOf(options),
    signInPath: options.signInPath ?? '/',
    languages: services.languages,
    views: options.views ?? {},
    stylesheet: options.stylesheet ?? null,
  }
}

function appNameOf(options: SecondFactorOptions): string {
  return options.appName ?? new URL(options.publicUrl).host
}
