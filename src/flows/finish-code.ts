/** Uses a challenge up with a code that is right: spent as it is, it must not be lost to something else that changed. */
import type { Challenge } from '../challenge/challenge.js'
import type { Mark } from '../ports/state-store.js'
import type { Situation } from './decide.js'
import { finishProof, proofAgain } from './finish-proof.js'
import type { FinishResult, Proof } from './finish-proof.js'
import { readChallenge } from './open-challenge.js'
import type { Services } from './services.js'

const MAX_TRIES = 5

/** A push may run out between the verdict and now: then it is tried on the challenge as it is by then. */
export async function finishCode(services: Services, situation: Situation, challenge: Challenge, proof: Proof): Promise<FinishResult> {
  let result = await finishProof(services, situation, challenge, proof)
  for (let tries = 1; result.kind === 'stale' && tries < MAX_TRIES; tries += 1) {
    result = await finishProof(services, situation, result.challenge, proof)
  }
  return result
}

export interface Repeated {
  readonly kind: 'completed'
  readonly mark: Mark
  readonly isNew: false
}

/** The same code sent twice, as by a double click: the answer of the first is the answer to both. */
export async function doneMeanwhile(services: Services, situation: Situation): Promise<Repeated | null> {
  const mark = await proofAgain(services, await readChallenge(services, situation))
  return mark === null ? null : { kind: 'completed', mark, isNew: false }
}
