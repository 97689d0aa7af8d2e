/** A proof that is good for one request is used up by it, whatever becomes of the request. */
import { newId } from '../ids.js'
import type { Situation } from './decide.js'
import type { Services } from './services.js'

/** @returns false when another request used it first */
export async function useGrant(services: Services, { grant, now }: Situation): Promise<boolean> {
  if (grant === null) return true
  const used = await services.store.consumeOnce(grant.userId, `grant ${grant.id}`, newId(), grant.expiresAt, now)
  return used === 'first'
}
