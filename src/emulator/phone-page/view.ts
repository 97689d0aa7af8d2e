/** What one page looks at. It stands in the address, so that links and forms work without script. */
import { isGone } from '../find-user.js'
import type { User } from '../state.js'
import type { World } from '../world.js'

export const tabs = ['requests', 'texts', 'calls', 'codes'] as const
export type Tab = (typeof tabs)[number]

export interface View {
  readonly user: User | null
  readonly tab: Tab
  /** Id of the opened line of the timeline. */
  readonly exchange: number | null
  /** Part of an address or the end of a number that phones are filtered by. */
  readonly find: string
  /** A sentence about what went wrong with the last form. */
  readonly problem: string | null
}

/** The view that `query` asks for; without a phone in it, the one where something happens. */
export function readView(world: World, query: URLSearchParams): View {
  const exchange = query.get('exchange') ?? ''
  return {
    user: chosenUser(world, query.get('phone')),
    tab: tabs.find((tab) => tab === query.get('tab')) ?? 'requests',
    exchange: /^\d{1,15}$/.test(exchange) ? Number(exchange) : null,
    find: (query.get('find') ?? '').slice(0, 100),
    problem: problems[query.get('problem') ?? ''] ?? null,
  }
}

/** Users that are there, oldest first. */
export function presentUsers(world: World): readonly User[] {
  const now = world.clock.now()
  return [...world.state.users.values()].filter((user) => !isGone(user, now))
}

function chosenUser(world: World, id: string | null): User | null {
  const users = presentUsers(world)
  const named = users.find((user) => String(user.authyId) === id)
  if (named !== undefined) return named
  const pending = [...world.state.approvals.values()].findLast((approval) => approval.status === 'pending')
  const latest = pending ?? world.state.messages.findLast((message) => message.authyId !== null)
  return users.find((user) => user.authyId === latest?.authyId) ?? users[0] ?? null
}

/** The address of a view that differs from this one by `changes`. */
export function address(view: View, changes: Partial<Omit<View, 'user' | 'problem'>> & { user?: number } = {}): string {
  const query = new URLSearchParams()
  const user = changes.user ?? view.user?.authyId
  const { tab, exchange, find } = { ...view, ...changes }
  if (user !== undefined) query.set('phone', String(user))
  if (tab !== 'requests') query.set('tab', tab)
  if (exchange !== null) query.set('exchange', String(exchange))
  if (find !== '') query.set('find', find)
  const text = query.toString()
  return text === '' ? '/' : `/?${text}`
}

/** Sentences by the code that an address carries. */
export const problems: Readonly<Record<string, string>> = {
  email: 'The e-mail address needs a part before and after the @.',
  country_code: 'The calling code has one to three digits, as in 1 or 44.',
  phone: 'The phone number needs at least six digits, and at most fifteen with its calling code.',
  fault:
    'That does not fit: the probability is from 0 to 1, times is empty or a number, and not every stage knows every kind.',
  preset: 'There is no such weather.',
  clock: 'The clock can not be moved like that.',
  gone: 'That is not there any more.',
}
