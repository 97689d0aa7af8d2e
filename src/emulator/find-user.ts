/** Users by Authy id, and where a removed one stands. */
import type { User } from './state.js'
import type { World } from './world.js'

/** The user with this id; undefined when there is none any more, or the text is no id. */
export function findUser(world: World, id: string): User | undefined {
  const user = /^\d{1,15}$/.test(id) ? world.state.users.get(Number(id)) : undefined
  return user === undefined || isGone(user, world.clock.now()) ? undefined : user
}

/** Whether a removal has taken effect. */
export const isGone = (user: User, now: number): boolean => user.goneAt !== null && user.goneAt <= now
