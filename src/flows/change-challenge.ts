/** Writes the next state of a challenge, again if somebody else was faster. */
import type { Challenge } from '../challenge/challenge.js'
import type { Services } from './services.js'

const MAX_TRIES = 50

export type ChangeResult =
  | { readonly kind: 'changed'; readonly challenge: Challenge }
  /** The event has no effect on the state the challenge is in. */
  | { readonly kind: 'unchanged'; readonly challenge: Challenge }
  | { readonly kind: 'missing' }

/** `transition` is pure and may run several times; `null` from it means *no effect*. */
export async function changeChallenge(
  services: Services,
  challenge: Challenge,
  transition: (current: Challenge) => Challenge | null,
): Promise<ChangeResult> {
  let current = challenge
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const next = transition(current)
    if (next === null) return { kind: 'unchanged', challenge: current }
    const result = await services.store.replaceChallenge(next, services.clock.now())
    if (result.kind === 'missing') return result
    if (result.kind === 'replaced') return { kind: 'changed', challenge: result.challenge }
    current = result.challenge
  }
  return { kind: 'unchanged', challenge: current }
}
