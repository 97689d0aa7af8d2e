/** `enroll`, as somebody at a terminal meets it. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import Database from 'libsql'
import { SqlAccountStore } from '../../src/adapters/sql/sql-account-store.js'
import { RedisAccountStore } from '../../src/adapters/redis/redis-account-store.js'
import { CliExit } from '../../src/cli/exit.js'
import { enroll } from '../../src/cli/enroll/enroll.js'
import type { EnrollFlags } from '../../src/cli/enroll/enroll.js'
import type { AccountRecord, AccountStore } from '../../src/ports/account-store.js'
import { Redis } from 'ioredis'
import { NOW, PEOPLE_HEADER, accountOf, peopleCsv } from '../batch/stand-ins.js'
import { startRig } from '../emulator/rig.js'
import type { Rig } from '../emulator/rig.js'
import { startRedis } from '../helpers/redis-server.js'
import { examplePath, newFolder } from './in-process.js'
import type { Folder, Run } from './in-process.js'

describe('enroll', function () {
  this.timeout(60_000)
  const children = new Set<ChildProcess>()
  let rig: Rig
  let folder: Folder
  let database: InstanceType<typeof Database>

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    folder = newFolder()
    database = new Database(join(folder.path, 'shop.db'))
    database.exec('PRAGMA journal_mode = WAL')
  })
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    database.close()
    folder.remove()
  })

  const env = (): Record<string, string> => ({ AUTHY_API_KEY: 'demo_key', AUTHY_API_URL: rig.emulator.url })
  const store = (): string => `sql:${join(folder.path, 'shop.db')}`

  /** In this process, with somebody watching who sees every line. */
  async function run(file: string, flags: Partial<EnrollFlags> = {}, more: { env?: Record<string, string>; isWatched?: boolean } = {}): Promise<Run> {
    let seen = ''
    let time = NOW
    const terminal = {
      warn: (text: string) => {
        seen += text
      },
      isWatched: more.isWatched ?? false,
      // Each look at the clock takes a second.
      now: () => (time += 1000),
    }
    try {
      const wanted = { policy: examplePath('university'), accounts: store(), ...flags }
      const { exitCode, stdout, stderr } = await enroll(file, wanted, { terminal, env: more.env ?? env(), signal: new AbortController().signal })
      return { status: exitCode, stdout, stderr: seen + stderr }
    } catch (error) {
      if (error instanceof CliExit) return { status: error.exitCode, stdout: '', stderr: error.message }
      throw error
    }
  }

  function start(file: string, ...flags: string[]): ChildProcess {
    const fixed = ['--import', 'tsx', 'src/cli/main.ts', 'enroll', file, '--policy', examplePath('university'), '--accounts', store()]
    const child = spawn(process.execPath, [...fixed, ...flags], { env: { ...process.env, ...env() } })
    children.add(child)
    child.once('close', () => children.delete(child))
    return child
  }

  async function ended(child: ChildProcess): Promise<Run> {
    const [out, err]: [string[], string[]] = [[], []]
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const [status] = (await once(child, 'close')) as [number | null]
    return { status: status ?? -1, stdout: out.join(''), stderr: err.join('') }
  }

  async function users(): Promise<{ authy_id: number; phone: string }[]> {
    return (await rig.control('GET', '/_/users')).json as { authy_id: number; phone: string }[]
  }

  /** Asks until so many are registered. */
  async function registered(count: number): Promise<void> {
    while ((await users()).length < count);
  }

  async function records(accounts: AccountStore = new SqlAccountStore(database)): Promise<AccountRecord[]> {
    const all: AccountRecord[] = []
    for await (const record of accounts.list()) all.push(record)
    return all
  }

  /** Every account is pending with the id that the provider has for its number, and nobody has two. */
  async function expectAllPending(count: number): Promise<void> {
    const known = await users()
    const pending = (await records()).filter(({ state }) => state === 'pending')
    expect(pending).to.have.length(count)
    expect(new Set(pending.map(({ factor }) => factor?.providerId))).to.deep.equal(new Set(known.map(({ authy_id }) => String(authy_id))))
    expect(known).to.have.length(count)
    expect((await rig.control('GET', '/_/messages')).json).to.deep.equal([])
  }

  it('registers two hundred people, and says so', async () => {
    const child = start(folder.write('people.csv', peopleCsv(200)), '--now', '2026-09-01T09:00:00Z')
    const { status, stdout, stderr } = await ended(child)
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.match(/^registered +200$/m)
    expect(stdout).to.match(/^students-2026 +allow_with_prompt +confirm_within_grace +5 +200$/m)
    await expectAllPending(200)
    expect(existsSync(join(folder.path, 'people.faulty.csv'))).to.equal(false)
  })

  it('goes on after it was killed, and registers nobody twice', async () => {
    const accounts = new SqlAccountStore(database)
    const factor = { providerId: '5', phoneHint: '•••05', methods: ['push'], registeredAt: 0, registeredBy: 'batch' } as const
    await accounts.write(accountOf('u5', { state: 'enrolled', factor, credentialVersion: 3 }), 0)
    const before = await accounts.read('u5')
    await rig.control('POST', '/_/faults', [{ stage: 'register', kind: 'delay', delay_ms: 60 }])
    const file = folder.write('people.csv', peopleCsv(201))
    const child = start(file)
    const end = ended(child)
    await registered(60)
    child.kill('SIGKILL')
    expect((await end).status).to.equal(-1)
    const done = (await records()).length
    expect(done).to.be.within(20, 180)
    await rig.control('POST', '/_/faults', [])
    const { status, stdout } = await run(file, { format: 'json' })
    expect(status).to.equal(0)
    expect(JSON.parse(stdout)).to.include({ registered: 201 - done, already_there: done })
    await expectAllPending(200)
    expect(await accounts.read('u5')).to.deep.equal(before)
  })

  it('ends cleanly at Ctrl+C, and says how to go on', async () => {
    await rig.control('POST', '/_/faults', [{ stage: 'register', kind: 'delay', delay_ms: 60 }])
    const file = folder.write('people.csv', peopleCsv(200))
    const child = start(file)
    const end = ended(child)
    await registered(30)
    child.kill('SIGINT')
    const { status, stdout, stderr } = await end
    expect(status).to.equal(1)
    expect(stderr).to.match(/^Interrupted after \d+ rows\. Run the same command again to go on; nobody is registered twice\.\n$/)
    const count = Number(/^registered +(\d+)$/m.exec(stdout)?.[1])
    // Nothing was left half done.
    await expectAllPending(count)
    await rig.control('POST', '/_/faults', [])
    expect((await run(file)).status).to.equal(0)
    await expectAllPending(200)
  })

  it('writes the rows that it did not do into a file, with line, column and reason', async () => {
    const rows = ['bad,not-an-address,1,4155550100,students,2026-08-15T00:00:00Z', '"twin, jr",twin@uni.example,1,4150000000,students,2026-08-15T00:00:00Z', 'x,y']
    const file = folder.write('people.csv', `${peopleCsv(3)}${rows.join('\n')}\n`)
    const { status, stdout, stderr } = await run(file)
    expect(status).to.equal(1)
    expect(stderr).to.include(`${file}:5 email: is no email address\n`).and.to.include('2 faulty rows.')
    expect(stdout).to.match(/^registered +4$/m).and.to.match(/^faulty +2$/m).and.to.match(/^warnings +1$/m)
    const faulty = join(folder.path, 'people.faulty.csv')
    expect(readFileSync(faulty, 'utf8').trim().split('\n').sort()).to.deep.equal(
      [
        `${PEOPLE_HEADER},line,column,reason`,
        `${rows[0] ?? ''},5,email,is no email address`,
        `${rows[1] ?? ''},6,phone,"warning: is the number of line 2, too"`,
        'x,y,,,,,7,,"has 2 fields, and the header 6"',
      ].sort(),
    )
    expect(statSync(faulty).mode & 0o777).to.equal(0o600)
    const corrected = folder.write('corrected.csv', readFileSync(faulty, 'utf8').replace('not-an-address', 'bad@uni.example').replace(/^x,y.*\n/m, ''))
    expect((await run(corrected, { format: 'json' })).status).to.equal(0)
    expect((await records()).map(({ userId }) => userId)).to.have.members(['u0', 'u1', 'u2', 'bad', 'twin, jr'])
  })

  it('touches nothing in a dry run', async () => {
    const file = folder.write('people.csv', `${peopleCsv(20)}bad,x,1,4155550100,students,\n`)
    const { status, stdout } = await run(file, { dryRun: true }, { env: {} })
    expect(status).to.equal(1)
    expect(stdout).to.include('dry run').and.to.match(/^would be registered +20$/m).and.to.match(/^students-2026 .* 20$/m)
    expect((await rig.control('GET', '/_/requests')).json).to.deep.equal([])
    expect(database.prepare('SELECT name FROM sqlite_master').all()).to.deep.equal([])
    expect(existsSync(join(folder.path, 'people.faulty.csv'))).to.equal(false)
  })

  it('keeps accounts in Redis, too', async () => {
    const server = await startRedis()
    const client = new Redis(server.url)
    try {
      const file = folder.write('people.csv', peopleCsv(50))
      const flags = { accounts: `${server.url}?prefix=shop:` }
      expect((await run(file, { ...flags, dryRun: true })).status).to.equal(0)
      expect(await client.dbsize()).to.equal(0)
      expect((await run(file, flags)).status).to.equal(0)
      expect((await records(new RedisAccountStore(client, { prefix: 'shop:' }))).filter(({ state }) => state === 'pending')).to.have.length(50)
      expect(JSON.parse((await run(file, { ...flags, format: 'json' })).stdout)).to.include({ registered: 0, already_there: 50 })
    } finally {
      client.disconnect()
      await server.stop()
    }
  })

  it('shows rows, rate and time left while somebody watches, and nothing otherwise', async () => {
    const file = folder.write('people.csv', peopleCsv(50))
    expect((await run(file, { dryRun: true })).stderr).to.equal('')
    expect((await run(file, { dryRun: true, quiet: true }, { isWatched: true }))).to.deep.equal({ status: 0, stdout: '', stderr: '' })
    const { stderr } = await run(file, { dryRun: true }, { isWatched: true })
    expect(stderr).to.match(/\r25 rows, 1 a second, \d\d%, \d+ s left\u001b\[K/).and.to.match(/\r\u001b\[K$/)
  })

  it('refuses wrong usage with 2', async () => {
    const file = folder.write('people.csv', peopleCsv(1))
    const header = folder.write('header.csv', 'user,email,country_code,fone\n')
    const cases: readonly (readonly [string, Partial<EnrollFlags>, string])[] = [
      [header, {}, `${header}: unknown column "fone"; did you mean phone?`],
      [join(folder.path, 'none.csv'), {}, 'cannot be read'],
      [file, { accounts: `sql:${join(folder.path, 'none.db')}` }, 'is not there'],
      [file, { accounts: 'shop.db' }, '--accounts must be'],
      [file, { faulty: file }, '--faulty must not be'],
      [file, { concurrency: '0' }, '--concurrency'],
      [file, { format: 'xml' }, '--format'],
      [file, { now: 'today' }, '--now'],
      [file, { apiUrl: 'http://api.example' }, 'apiUrl would send the API key unencrypted'],
      ['-', { policy: '-' }, 'Only one input'],
    ]
    for (const [input, flags, message] of cases) {
      const { status, stderr } = await run(input, flags)
      expect([status, stderr.includes(message)], `${message}: ${stderr}`).to.deep.equal([2, true])
    }
    expect(await run(file, {}, { env: {} })).to.include({ status: 2, stderr: 'Set AUTHY_API_KEY to the API key of the Authy application.' })
  })

  it('refuses an invalid policy with 3, and ends with 1 when the key is refused', async () => {
    const file = folder.write('people.csv', peopleCsv(1))
    expect((await run(file, { policy: folder.write('bad.yaml', 'kind: PolicySet\n') })).status).to.equal(3)
    const { status, stderr } = await run(file, {}, { env: { ...env(), AUTHY_API_KEY: 'secret-key' } })
    expect(status).to.equal(1)
    expect(stderr).to.include('Gave up after 0 rows').and.not.to.include('secret-key')
  })
})
