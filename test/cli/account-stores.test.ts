import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import Database from 'libsql'
import { expect } from 'chai'
import { RedisAccountStore } from '../../src/adapters/redis/index.js'
import { SqlAccountStore } from '../../src/adapters/sql/index.js'
import { blankAccount } from '../../src/ports/account-store.js'
import type { AccountStore } from '../../src/ports/account-store.js'
import { startRedis } from '../helpers/redis-server.js'
import type { RedisServer } from '../helpers/redis-server.js'
import { HEAD, examplePath, newFolder } from './in-process.js'
import { runSimulate } from './long-run.js'

const RECORD = blankAccount('ann')
const APP = { providerId: '1', phoneHint: '•••67', methods: ['push', 'totp'] as const, registeredAt: 0, registeredBy: 'batch' } as const
const TEXTS = { providerId: '2', phoneHint: '•••68', methods: ['sms', 'voice'] as const, registeredAt: 0, registeredBy: 'batch' } as const

/** More than one page of either store. */
async function fill(store: AccountStore): Promise<void> {
  for (let index = 0; index < 600; index += 1) await store.write({ ...RECORD, userId: `u${index}` }, 0)
  await store.write({ ...RECORD, userId: 'kim', state: 'enrolled', factor: APP }, 0)
  await store.write({ ...RECORD, userId: 'tom', state: 'enrolled', factor: TEXTS, failuresInARow: 50 }, 0)
  await store.write({ ...RECORD, userId: 'pat', state: 'enrolled', factor: APP, failuresInARow: 50 }, 0)
  await store.write({ ...RECORD, userId: 'lea', state: 'enrolled', factor: APP, adminLocked: true }, 0)
}

describe('CLI: accounts from the account store', () => {
  const folder = newFolder()
  const grace = folder.write(
    'policy.yaml',
    `${HEAD}rules: [{ id: all, enrollment: { model: mandatory, grace_period: { logins: 3 } } }]\n`,
  )
  let redis: RedisServer

  before(async () => {
    redis = await startRedis()
  })
  after(async () => {
    await redis.stop()
    folder.remove()
  })

  const reasons = async (accounts: string): Promise<unknown> => {
    const { status, stdout, stderr } = await runSimulate(grace, { accounts, format: 'json' })
    expect([status, stderr]).to.deep.equal([0, ''])
    return JSON.parse(stdout).rules.map(({ reason, count }: Record<string, unknown>) => [reason, count])
  }
  const EXPECTED = [
    ['enroll_within_grace', 600],
    ['required', 2],
    // Codes are off after fifty wrong ones: tom has nothing else, pat still has the app.
    ['admin_lock', 2],
  ]

  it('reads an SQL file, and writes nothing', async () => {
    const file = join(folder.path, 'shop.db')
    const database = new Database(file)
    await fill(new SqlAccountStore(database))
    database.close()
    const before = readFileSync(file)
    expect(await reasons(`sql:${file}`)).to.have.deep.members(EXPECTED)
    expect(readFileSync(file).equals(before)).to.equal(true)
  })

  it('reads Redis, with a prefix of one’s own', async () => {
    const client = new Redis(redis.url)
    await fill(new RedisAccountStore(client))
    await new RedisAccountStore(client, { prefix: 'own:' }).write({ ...RECORD, userId: 'ann' }, 0)
    client.disconnect()
    expect(await reasons(redis.url)).to.have.deep.members(EXPECTED)
    expect(await reasons(`${redis.url}?prefix=own:`)).to.deep.equal([['enroll_within_grace', 1]])
  })

  it('says what the store does not hold, and takes the strict side', async () => {
    const client = new Redis(redis.url)
    await new RedisAccountStore(client, { prefix: 'note:' }).write({ ...RECORD, userId: 'ann' }, 0)
    client.disconnect()
    const { stdout } = await runSimulate(examplePath('default'), { accounts: `${redis.url}?prefix=note:` })
    expect(stdout).to.include(
      'note: the account store does not hold groups, roles: not known, so the strictest outcome was taken',
    )
    expect(stdout).to.include('note: only people of whom the account store has a record are counted')
    expect(stdout).to.match(/^enroll_required +1 +100\.0%$/m)
  })

  it('refuses what holds no accounts, and makes no file', async () => {
    const missing = join(folder.path, 'missing.db')
    const none = await runSimulate(grace, { accounts: `sql:${missing}` })
    expect([none.status, none.stderr]).to.deep.equal([2, `${missing} cannot be read.`])
    const empty = await runSimulate(grace, { accounts: `sql:${folder.write('empty.db', '')}` })
    expect([empty.status, empty.stderr.includes('second_factor_accounts is missing')]).to.deep.equal([2, true])
    const text = await runSimulate(grace, { accounts: `sql:${grace}` })
    expect(text.status).to.equal(2)
  })

  it('tells a Redis that does not answer without repeating its address', async () => {
    const { status, stderr } = await runSimulate(grace, { accounts: 'redis://:secret@127.0.0.1:1' })
    expect([status, stderr]).to.deep.equal([1, 'Redis does not answer at the address given with --accounts.'])
  })
})
