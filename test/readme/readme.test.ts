/** README is true: its code runs, its policy is valid, its paths exist, its table of codes is complete. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import express from 'express'
import type { Express, RequestHandler } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { AuthyProvider, createSecondFactor, isSecondFactorError, MemoryAccountStore, REFUSALS } from 'passport-authy'
import type { SecondFactor, SecondFactorOptions } from 'passport-authy'
import { startEmulator } from 'passport-authy/emulator'
import type { Emulator } from 'passport-authy/emulator'
import { parsePolicy } from '../../src/policy/parse.js'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedis } from '../helpers/redis-server.js'

const README = readFileSync('README.md', 'utf8')

function blocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code)
}

const CODE = blocks('ts')

/** The block that says this. */
function blockWith(phrase: string): string {
  const found = CODE.filter((code) => code.includes(phrase))
  expect(found, phrase).to.have.length(1)
  return found[0] ?? ''
}

/** Runs a block as a module: what it uses is handed in, what it makes is handed out. */
async function run(code: string, imports: string, given: object, made: readonly string[]): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join('test', 'readme', 'run-'))
  const file = join(folder, 'block.ts')
  const names = Object.keys(given).join(', ')
  writeFileSync(file, `${imports}\nexport default async ({ ${names} }: any): Promise<any> => {\n${code}\nreturn { ${made.join(', ')} }\n}\n`)
  try {
    const module = (await import(pathToFileURL(resolve(file)).href)) as { default: (given: object) => Promise<Record<string, unknown>> }
    return await module.default(given)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('README', () => {
  it('shows working code by line 25', () => {
    expect(README.split('\n').findIndex((line) => line === '```ts')).to.be.within(1, 24)
  })

  it('needs at most twelve lines for the quick start, plus the options one a line', () => {
    const lines = (CODE[0] ?? '').trim().split('\n')
    expect(lines.length).to.be.at.most(14)
  })

  describe('quick start', () => {
    let emulator: Emulator
    let server: Server
    let made: Record<string, unknown>

    before(async () => {
      emulator = await startEmulator({ port: 0 })
      const app = hostApp()
      const given = { app, passport, apiKey: 'demo_readme', apiUrl: emulator.url, secret: 's'.repeat(32) }
      made = await run(CODE[0] ?? '', "import { AuthyProvider, createSecondFactor, MemoryAccountStore } from 'passport-authy'", given, ['secondFactor'])
      server = createServer(app)
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
    })
    after(async () => {
      await (made['secondFactor'] as SecondFactor).close()
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await emulator.close()
    })

    it('lets somebody set up a phone and sign in with a push', async () => {
      const { port } = server.address() as AddressInfo
      const phone = new Phone(emulator.url)
      const first = new Person(`http://127.0.0.1:${port}`, 'http://localhost:3000')
      expect((await first.signIn('ann')).json).to.include({ outcome: 'allow_with_prompt', reason: 'nudge' })
      expect((await first.post('/2fa/enroll', { country_code: '1', phone: '4155550121' })).status).to.equal(201)
      await first.post('/2fa/push')
      await phone.answer('ann@shop.example', 'approve')
      expect((await first.post('/2fa/complete')).status).to.equal(200)
      const second = new Person(`http://127.0.0.1:${port}`, 'http://localhost:3000')
      expect((await second.signIn('ann')).json).to.include({ outcome: 'challenge' })
      expect((await second.get('/account')).status).to.equal(401)
      await phone.answer('ann@shop.example', 'approve')
      await second.post('/2fa/complete')
      expect((await second.get('/account')).text).to.equal('Signed in by push')
    })
  })

  it('shows stores that work', async () => {
    const redis = await startRedis()
    const imports = "import { Redis } from 'ioredis'\nimport Database from 'libsql'\nimport { RedisStore } from 'passport-authy/redis'\nimport { SqlAccountStore } from 'passport-authy/sql'"
    const code = blockWith('new RedisStore(').replace('new RedisStore(new Redis(redisUrl))', 'new RedisStore(clients[0] = new Redis(redisUrl))')
    const clients: { disconnect(): void }[] = []
    const { store, accounts } = await run(code, imports, { redisUrl: redis.url, clients }, ['store', 'accounts'])
    expect(await (store as { ping(now: number): Promise<object> }).ping(Date.now())).to.have.property('roundTripMs')
    expect(await (accounts as { read(id: string): Promise<unknown> }).read('ann')).to.equal(null)
    await (store as { close(): Promise<void> }).close()
    clients[0]?.disconnect()
    await redis.stop()
  })

  describe('with what it adds', () => {
    let emulator: Emulator
    let server: Server
    let secondFactor: SecondFactor
    const mails: string[] = []
    /** A server does not close what was upgraded. */
    const sockets: Socket[] = []
    const used: string[] = []
    const policy = {
      apiVersion: 'second-factor/v1',
      kind: 'PolicySet',
      metadata: { name: 'readme', owner: 'tests@shop.example' },
      defaults: { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms'], push: { show: ['app', 'place'] } } },
      step_up: [{ id: 'payments', match: { actions: ['payment.create'] }, max_age: '2m' }],
      rules: [{ id: 'everyone', enrollment: { model: 'opt_out', grace_period: { logins: 3 }, opt_out: { allowed: 'anytime' }, bind_new_phone: { requires: ['admin_code'] } } }],
    }

    before(async () => {
      emulator = await startEmulator({ port: 0 })
      const users = new Map([['ann', { id: 'ann', email: 'ann@shop.example' }]])
      const types = "import type { SecondFactorOptions } from 'passport-authy'"
      const onboarding = await run(blockWith('const onboarding'), types, {
        sendMail: (...mail: string[]) => mails.push(mail.join(' ')),
        users,
        useUp: (code: string, user: string) => used.push(`${code} ${user}`) === 1 && code === '271828',
        cityOf: () => 'Lisbon',
      }, ['onboarding'])
      const looks = await run(blockWith('const looks'), types, {}, ['looks'])
      const app = hostApp()
      server = createServer(app).on('connection', (socket) => sockets.push(socket))
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
      secondFactor = createSecondFactor({
        provider: new AuthyProvider({ apiKey: 'demo_readme', apiUrl: emulator.url }),
        accounts: new MemoryAccountStore(),
        policy,
        user: (user) => ({ id: user.id, email: `${user.id}@shop.example` }),
        publicUrl: 'http://localhost:3000',
        secret: 's'.repeat(32),
        ...(onboarding['onboarding'] as Partial<SecondFactorOptions>),
        ...(looks['looks'] as Partial<SecondFactorOptions>),
      })
      passport.use(secondFactor.strategy)
      app.use(secondFactor.router)
      app.post('/login', passport.authenticate('local') as RequestHandler, secondFactor.begin())
      await run(blockWith('/api/login'), '', { app, passport, secondFactor, server }, [])
      app.use(secondFactor.enforce())
      app.get('/me', (req, res) => res.json({ id: req.user?.id ?? null }))
      await run(blockWith("'/transfer'"), '', { app, secondFactor }, [])
      await run(blockWith('administration('), '', { app, secondFactor, isAdministrator: (user?: Express.User) => user?.id === 'ann' }, [])
    })
    after(async () => {
      await secondFactor.close()
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
      await emulator.close()
    })

    const someone = (): Person => new Person(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'http://localhost:3000')

    it('binds a phone with the proof that policy asks for, and tells its owner', async () => {
      const ann = someone()
      await ann.signIn('ann')
      const phone = { country_code: '1', phone: '4155550121' }
      expect((await ann.post('/2fa/enroll', phone)).json).to.include({ code: 'proof_required' })
      expect((await ann.post('/2fa/enroll', { ...phone, proof: { kind: 'admin_code', value: '271828' } })).status).to.equal(201)
      await ann.post('/2fa/push')
      const approval = await new Phone(emulator.url).answer('ann@shop.example', 'approve')
      expect(approval.details).to.include({ Account: 'ann', Place: 'Lisbon' })
      expect((await ann.post('/2fa/complete')).status).to.equal(200)
      expect(mails.join()).to.include('ann@shop.example Two-step sign-in is on')
    })

    it('asks for a transaction, serves clients with tokens, opens sockets, and shows the administrators’ page', async () => {
      const [phone, client] = [new Phone(emulator.url), someone()]
      const { mfa_token: mfa } = (await client.post('/api/login', { username: 'ann', password: 'x' })).json
      await phone.answer('ann@shop.example', 'approve')
      const done = await client.post('/2fa/complete', {}, { authorization: `Bearer ${String(mfa)}` })
      const bearer = { authorization: `Bearer ${String(done.json['second_factor_token'])}` }
      expect((await client.get('/me', bearer)).json).to.deep.equal({ id: 'ann' })
      expect((await client.post('/transfer', { amount: 10, to: 'Bob' }, bearer)).json).to.include({ code: 'second_factor_required' })
      expect((await client.get('/admin/two-step', bearer)).status).to.equal(200)
      expect(await upgrade(server, bearer.authorization)).to.match(/^HTTP\/1.1 101/)
      expect(await upgrade(server, 'Bearer none')).to.match(/^HTTP\/1.1 401/)
    })

    it('looks as the reader wants', async () => {
      const ann = someone()
      await ann.signIn('ann')
      const page = await ann.send('GET', '/2fa', { accept: 'text/html', 'accept-language': 'de' })
      expect(page.text).to.include('/brand.css').and.include('Anmeldung bestätigen')
      const names = [...blocks('css').join().matchAll(/--second-factor-[\w-]+/g)].map(([name]) => name)
      const styles = (await ann.get('/2fa/assets/second-factor.css')).text
      for (const name of [...names, ...properties()]) expect(styles, name).to.include(name)
      expect((await ann.get('/2fa/assets/second-factor.js')).text).to.include('second-factor-dialog')
    })
  })

  it('shows an emulator that works', async () => {
    const imports = "import { AuthyProvider } from 'passport-authy'\nimport { startEmulator } from 'passport-authy/emulator'"
    const { emulator, provider } = await run(blockWith('startEmulator('), imports, {}, ['emulator', 'provider'])
    const form = { email: 'ann@shop.example', countryCode: '1', phone: '4155550121', installLink: false }
    const result = await (provider as { register(form: object): Promise<{ kind: string }> }).register(form)
    expect(result.kind).to.equal('registered')
    await (provider as { close(): Promise<void> }).close()
    await (emulator as Emulator).close()
  })

  it('shows a contract suite that runs', () => {
    const names: string[] = []
    const describeAccountStore = (name: string, make: () => Promise<{ store: MemoryAccountStore }>): void => {
      names.push(name)
      expect(make).to.be.a('function')
    }
    return run(blockWith('describeAccountStore('), '', { describeAccountStore, MemoryAccountStore }, []).then(() => expect(names).to.deep.equal(['my database']))
  })

  it('has no other code than what is run here', () => {
    expect(CODE).to.have.length(9)
    expect(blocks('js')).to.deep.equal([])
  })

  it('shows commands that work', function () {
    this.timeout(60_000)
    const folder = mkdtempSync(join(tmpdir(), 'readme-'))
    const cli = ['--import', pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href, resolve('src/cli/main.ts')]
    writeFileSync(join(folder, 'people.csv'), 'user,state,methods,groups\nann,enrolled,push|totp,staff\nnora,none,,\n')
    for (const line of blocks('sh').flatMap((block) => block.trim().split('\n'))) {
      const [npx, name, ...args] = line.split(' ')
      expect([npx, name]).to.deep.equal(['npx', 'passport-authy'])
      const { status, stdout, stderr } = spawnSync(process.execPath, [...cli, ...args], { cwd: folder, encoding: 'utf8' })
      expect([status, stderr], `${line}\n${stdout}`).to.deep.equal([0, ''])
      if (existsSync(join(folder, 'policy.yaml'))) copyFileSync(join(folder, 'policy.yaml'), join(folder, 'next.yaml'))
    }
    rmSync(folder, { recursive: true })
  })

  it('shows a valid policy', () => {
    const [policy = ''] = blocks('yaml')
    expect(parsePolicy(policy).ok).to.equal(true)
  })

  it('links to what exists', () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path)
    expect(links.filter((path) => !existsSync(path))).to.deep.equal([])
    expect(links.length).to.be.greaterThan(3)
  })

  it('lists every refusal', () => {
    const rows = Object.entries(REFUSALS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`)
    const table = /<!-- codes -->\n(.*)<!-- \/codes -->/s.exec(README)?.[1]?.trim().split('\n').slice(2)
    expect(table).to.deep.equal(rows)
  })

  it('names the errors that exist', () => {
    for (const code of ['invalid_options', 'no_session', 'account_conflict']) expect(README).to.include(`\`${code}\``)
    expect(isSecondFactorError(new Error('other'))).to.equal(false)
  })
})

describe('Map of the code', () => {
  it('names every room, and no other', () => {
    const map = readFileSync('src/README.md', 'utf8')
    const rooms = [...map.matchAll(/^\| `([\w./-]+)` \|/gm)].map(([, room = '']) => room)
    expect(rooms.filter((room) => !existsSync(join('src', room)))).to.deep.equal([])
    expect(rooms.length).to.be.greaterThan(12)
  })
})

/** The custom properties that the text lists. */
function properties(): string[] {
  const list = /each as `--second-factor-…`: (.*?)\. The dialog/s.exec(README)?.[1] ?? ''
  return [...list.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => `--second-factor-${name}`)
}

/** The first line that comes back over an upgraded connection. */
function upgrade(server: Server, authorization: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\nAuthorization: ${authorization}\r\n\r\n`)
    })
    socket.once('error', reject).once('data', (data: Buffer) => {
      socket.destroy()
      resolve(data.toString())
    })
  })
}

interface Account extends Express.User {
  readonly id: string
  readonly email: string
}

/** What the reader has already: sessions, Passport, a name and a password. */
function hostApp(): Express {
  const app = express()
  app.use(express.json(), session({ secret: 'x', resave: false, saveUninitialized: false }), passport.session())
  const users = new Map<string, Account>([['ann', { id: 'ann', email: 'ann@shop.example' } as Account]])
  passport.use(new LocalStrategy((name, _password, done) => done(null, users.get(name) ?? false)))
  passport.serializeUser((user, done) => done(null, (user).id))
  passport.deserializeUser((id: string, done) => done(null, users.get(id) ?? false))
  return app
}
