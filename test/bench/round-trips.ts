/** Counts the Redis round trips of a bearer sign-in with push, from the password to the token, and of a request after it. */
import { Redis } from 'ioredis'
import type { SecondFactorEvent } from 'passport-authy'
import { RedisStore } from 'passport-authy/redis'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import { startRedis } from '../helpers/redis-server.js'

export interface RoundTrips {
  readonly what: string
  /** Times that somebody waited for Redis; scripts sent together count once. */
  readonly trips: number
  readonly scripts: number
}

export async function countRoundTrips(): Promise<readonly RoundTrips[]> {
  const server = await startRedis()
  const client = new Redis(server.url)
  const counter = counting(client)
  const host = await startHostApp({
    policy: policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] }),
    options: { store: new RedisStore(client), loadUser: (id) => ({ id }) as unknown as Express.User },
    routes: (app, secondFactor, own) => app.post('/api/login', own.authenticate('local', { session: false }), secondFactor.begin({ bearer: true })),
  })
  const results: RoundTrips[] = []
  const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    counter.reset()
    const answer = await work()
    results.push({ what, ...counter.read() })
    return answer
  }
  try {
    const login = (): Promise<string> => host.person().post('/api/login', { username: 'ann', password: 'x' }).then(({ json }) => String(json['mfa_token']))
    const finish = (mfa: string): Promise<string> =>
      host.person().post('/2fa/complete', {}, { authorization: `Bearer ${mfa}` }).then(({ json }) => String(json['second_factor_token']))
    // Once unmeasured: scripts are loaded, connections are open.
    const warm = await login()
    await host.phone.answer('ann@shop.example', 'approve')
    await finish(warm)
    await host.phone.newDay()
    const mfa = await step('POST /api/login, push sent', login)
    await step('the provider’s callback, in the background', async () => {
      const approved = eventOf(host.events, 'push_approved')
      await host.phone.answer('ann@shop.example', 'approve')
      await approved
    })
    const token = await step('POST /2fa/complete', () => finish(mfa))
    await step('first request with the token', () => host.person().get('/facts', { authorization: `Bearer ${token}` }))
    await step('the next one', () => host.person().get('/facts', { authorization: `Bearer ${token}` }))
    return results
  } finally {
    await host.close()
    client.disconnect()
    await server.stop()
  }
}

/** Resolves when the event comes. */
function eventOf(events: SecondFactorEvent[], wanted: SecondFactorEvent['type']): Promise<void> {
  return new Promise((resolve) => {
    const { push } = events
    events.push = (...more) => {
      if (more.some(({ type }) => type === wanted)) resolve()
      return push.apply(events, more)
    }
  })
}

/** A trip begins when something is sent while nothing is under way. */
function counting(client: Redis): { reset(): void; read(): { trips: number; scripts: number } } {
  const count = { trips: 0, scripts: 0 }
  let underWay = 0
  const send = client.evalsha.bind(client) as (...args: unknown[]) => Promise<unknown>
  const counted = async (...args: unknown[]): Promise<unknown> => {
    count.scripts += 1
    if (underWay === 0) count.trips += 1
    underWay += 1
    try {
      return await send(...args)
    } finally {
      underWay -= 1
    }
  }
  Object.assign(client, { evalsha: counted })
  return { reset: () => Object.assign(count, { trips: 0, scripts: 0 }), read: () => ({ ...count }) }
}
