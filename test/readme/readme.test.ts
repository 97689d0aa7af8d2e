/** README is true: its code runs, its policy is valid, its paths exist, its table of codes is complete. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import express from 'express'
import type { Express } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { isSecondFactorError, MemoryAccountStore, REFUSALS } from 'passport-authy'
import type { SecondFactor } from 'passport-authy'
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
    const code = (CODE[1] ?? '').replace('new RedisStore(new Redis(redisUrl))', 'new RedisStore(clients[0] = new Redis(redisUrl))')
    const clients: { disconnect(): void }[] = []
    const { store, accounts } = await run(code, imports, { redisUrl: redis.url, clients }, ['store', 'accounts'])
    expect(await (store as { ping(now: number): Promise<object> }).ping(Date.now())).to.have.property('roundTripMs')
    expect(await (accounts as { read(id: string): Promise<unknown> }).read('ann')).to.equal(null)
    await (store as { close(): Promise<void> }).close()
    clients[0]?.disconnect()
    await redis.stop()
  })

  it('shows an emulator that works', async () => {
    const imports = "import { AuthyProvider } from 'passport-authy'\nimport { startEmulator } from 'passport-authy/emulator'"
    const { emulator, provider } = await run(CODE[2] ?? '', imports, {}, ['emulator', 'provider'])
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
    return run(CODE[3] ?? '', '', { describeAccountStore, MemoryAccountStore }, []).then(() => expect(names).to.deep.equal(['my database']))
  })

  it('has no other code than what is run here', () => {
    expect(CODE).to.have.length(4)
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
