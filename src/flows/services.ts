/** What every flow works with: the ports, the policy in force, and the in-process copies. */
import type { Challenge } from '../challenge/challenge.js'
import type { AccountStore } from '../ports/account-store.js'
import type { Clock } from '../ports/clock.js'
import type { EventSink } from '../ports/events.js'
import type { Notifier } from '../ports/notifier.js'
import type { Proofs } from '../ports/proof.js'
import type { Provider } from '../ports/provider.js'
import type { PlaceFinder, PushWriter } from '../ports/push-writer.js'
import type { StateStore } from '../ports/state-store.js'
import type { CompiledPolicy } from '../policy/compile.js'
import type { Signer } from '../tokens/signer.js'
import type { Languages } from '../words/languages.js'
import type { LiveCopies } from './live-copies.js'
import type { PushPace } from './push-pace.js'
import type { SharedRuns } from './shared-runs.js'

/** Facts about a signed-in user, as the host's `user` function gives them. */
export interface Person {
  readonly id: string
  readonly groups: readonly string[] | null
  readonly roles: readonly string[] | null
  readonly attributes: Readonly<Record<string, unknown>> | null
  /** Epoch ms. */
  readonly created: number | null
  readonly email: string | null
  /** BCP 47 tag for texts, calls and pages. */
  readonly locale: string | null
  readonly firstFactor: string | null
}

/** An action that may need a fresh factor. */
export interface Wish {
  /** Name of the action as policy uses it; `null` where a path alone asks for a proof each time. */
  readonly action: string | null
  /** Digest of the one request that a proof has to be for; `null` when a fresh factor of the session is enough. */
  readonly scope: string | null
  /** What the person approves, as the phone shows it. */
  readonly details: Readonly<Record<string, string>> | null
}

/** One request of one signed-in session. */
export interface Visit {
  readonly person: Person
  /** Derived from the session's id; names this sign-in. */
  readonly signInId: string
  /** Names the challenge of this sign-in, or of the one request that a proof is asked for. */
  readonly challengeId: string
  readonly markId: string | null
  /** The challenge as it was read a moment ago, when the client's token was; `null` when it was not. */
  readonly known: Challenge | null
  /** A proof that is good for one request. */
  readonly grantId: string | null
  /** Token of a remembered browser, unread. */
  readonly deviceToken: string | null
  /** Path that is decided about: the one asked for, or the one the person will go on to. */
  readonly path: string | null
  /** What is about to be done, when that is more than asking for a path. */
  readonly wish: Wish | null
  readonly ip: string | null
  readonly client: 'browser' | 'api'
  /** Shown in the push, cleaned by the flow. */
  readonly userAgent: string | null
  /** Names of the proofs that this session has given for binding a phone. */
  readonly provenBy: readonly string[]
}

export interface Services {
  readonly provider: Provider & { readonly isUp: () => boolean }
  readonly accounts: AccountStore
  readonly store: StateStore
  readonly clock: Clock
  readonly events: EventSink
  readonly copies: LiveCopies
  readonly pace: PushPace
  readonly shared: SharedRuns
  /** The policy in force; may change between two calls. */
  readonly policy: () => CompiledPolicy
  /** Names decisions. */
  readonly decisionIds: { readonly next: () => string }
  /** Keys the digests of used codes. */
  readonly digestKey: string
  /** Signs and reads tokens. */
  readonly signer: Signer
  /** Name of the application, shown on the phone. */
  readonly appName: string
  readonly languages: Languages
  /** Sends messages to people. */
  readonly notify: Notifier
  /** Proofs that policy may name before a phone is bound. */
  readonly proofs: Proofs
  /** What the host says in the approval request, and where it thinks an address is. */
  readonly writePush: PushWriter | null
  readonly findPlace: PlaceFinder | null
  /** Facts about somebody who is not here; `null` when the host does not tell. */
  readonly findPerson: (userId: string) => Promise<Person | null>
}
