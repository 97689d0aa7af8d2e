/** What `init` writes works: an empty application and the two lines it names, up to the first approved push. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import ts from 'typescript'
import { Person } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startRedis } from '../helpers/redis-server.js'

describe('init, in an application', function () {
  this.timeout(120_000)
  const folders: string[] = []
  const children: ChildProcess[] = []
  let built: string

  before(() => {
    built = newFolder()
    compile(built)
  })
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  })
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'init-'))
    folders.push(folder)
    return folder
  }

  /**
   * With our package in it, and the project's other packages as if they were installed there.
   * @param type as in package.json
   */
  function newApplication(type: 'module' | 'commonjs', express = 'express'): string {
    const folder = newFolder()
    const modules = join(folder, 'node_modules')
    mkdirSync(modules)
    for (const name of readdirSync('node_modules')) {
      symlinkSync(resolve('node_modules', name === 'express' ? express : name), join(modules, name))
    }
    cpSync(built, join(modules, 'passport-authy'), { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', type }))
    return folder
  }

  function cli(cwd: string, args: readonly string[], env: Record<string, string> = {}): { status: number | null; stdout: string; stderr: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/passport-authy/dist/esm/cli/main.js', ...args], {
      cwd,
      encoding: 'utf8',
      env: { ...cleanEnv(), ...env },
    })
    return { status, stdout, stderr }
  }

  function twoLines(stdout: string): readonly [string, string] {
    const [, one = '', other = ''] = /Two lines for the application:\n {2}(.*)\n {2}(.*)\n/.exec(stdout) ?? []
    return [one, other]
  }

  async function start(folder: string, code: string, env: Record<string, string>): Promise<void> {
    writeFileSync(join(folder, 'app.js'), code)
    const child = spawn(process.execPath, ['app.js'], { cwd: folder, env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    children.push(child)
    const complaints = text(child.stderr)
    const waited = new Set(['ready', 'Virtual phone'])
    for await (const line of createInterface({ input: child.stdout })) {
      for (const word of waited) if (line.startsWith(word)) waited.delete(word)
      if (waited.size === 0) return
    }
    throw new Error(`The application ended at its start:\n${await complaints}`)
  }

  it('Express 5, modules, memory: signs in with a push, and doctor finds nothing wrong', async () => {
    const folder = newApplication('module')
    const written = cli(folder, ['init', '--yes', '--store', 'memory'])
    expect(written).to.include({ status: 0, stderr: '' })
    expect(cli(folder, ['policy', 'test', '--require-coverage', '100%']).status).to.equal(0)

    const [load, mount] = twoLines(written.stdout)
    const [port, phonePort] = await freePorts()
    await start(folder, esmApplication(load, mount), { PORT: String(port), EMULATOR_PORT: String(phonePort) })
    const url = `http://localhost:${port}`
    const phone = new Phone(`http://127.0.0.1:${phonePort}`)
    const ann = new Person(url)
    expect((await ann.signIn('ann')).json).to.include({ reason: 'nudge' })
    await enroll(ann, phone)
    const again = new Person(url)
    expect((await again.signIn('ann')).json).to.include({ outcome: 'challenge' })
    expect((await again.get('/account')).status).to.equal(401)
    await phone.answer('ann@shop.example', 'approve')
    expect((await again.post('/2fa/complete')).status).to.equal(200)
    expect((await again.get('/account')).text).to.equal('Hello ann, by push')

    const doctor = cli(folder, ['doctor', '--url', url, '--format', 'json'])
    const { checks } = JSON.parse(doctor.stdout) as { checks: { status: string }[] }
    expect(checks.filter(({ status }) => status === 'fail' || status === 'warn')).to.deep.equal([])
    expect(doctor.status).to.equal(0)
  })

  it('Express 4, CommonJS, Redis: works without a change to the login route', async () => {
    const redis = await startRedis()
    const folder = newApplication('commonjs', 'express4')
    const written = cli(folder, ['init', '--yes'])
    expect(written).to.include({ status: 0, stderr: '' })
    expect(readFileSync(join(folder, 'second-factor.js'), 'utf8')).to.include('Express 4').and.include('new RedisStore(redis)')
    const [load, mount] = twoLines(written.stdout)
    const [port, phonePort] = await freePorts()
    const env = { PORT: String(port), EMULATOR_PORT: String(phonePort), REDIS_URL: redis.url }
    await start(folder, commonJsApplication(load, mount), env)
    const phone = new Phone(`http://127.0.0.1:${phonePort}`)
    const ann = new Person(`http://localhost:${port}`)
    await ann.signIn('ann')
    await enroll(ann, phone)
    const again = new Person(`http://localhost:${port}`)
    await again.signIn('ann')
    expect((await again.get('/account')).status).to.equal(401)
    expect((await again.post('/2fa/push')).status).to.equal(202)
    await phone.answer('ann@shop.example', 'approve')
    expect((await again.post('/2fa/complete')).status).to.equal(200)
    expect((await again.get('/account')).status).to.equal(200)
    await redis.stop()
  })

  it('does not start in production on what is good for development only', () => {
    const folder = newApplication('module')
    const [load, mount] = twoLines(cli(folder, ['init', '--yes', '--store', 'memory']).stdout)
    writeFileSync(join(folder, 'app.js'), esmApplication(load, mount))
    const startWith = (env: Record<string, string>): string =>
      spawnSync(process.execPath, ['app.js'], { cwd: folder, encoding: 'utf8', env: { ...cleanEnv(), NODE_ENV: 'production', ...env } }).stderr
    expect(startWith({})).to.include('Set PUBLIC_URL; .env.example says how.')
    expect(startWith({ PUBLIC_URL: 'https://shop.example' })).to.include('Set AUTHY_API_KEY')
    const almost = { PUBLIC_URL: 'https://shop.example', AUTHY_API_KEY: 'demo_1' }
    expect(startWith({ ...almost })).to.include('which only the emulator takes')
    expect(startWith({ ...almost, AUTHY_API_KEY: 'real' })).to.include('Set SECOND_FACTOR_SECRET')
  })

  it('writes TypeScript that the strictest settings take', () => {
    const folder = newApplication('module')
    for (const store of ['redis', 'memory']) {
      expect(cli(folder, ['init', '--yes', '--force', '--typescript', '--store', store]).status).to.equal(0)
      copyFileSync(join(folder, 'second-factor.ts'), join(folder, `${store}.ts`))
    }
    writeFileSync(join(folder, 'broken.ts'), 'export const broken: number = "text"\n')
    const options = { extends: resolve('tsconfig.json'), files: ['redis.ts', 'memory.ts', 'broken.ts'], include: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], { encoding: 'utf8' })
    const errors = tsc.stdout.split('\n').filter((line) => /\/(redis|memory|broken)\.ts\(/.test(line))
    // One that has to be found, so that silence about the others means something.
    expect(errors.map((line) => line.match(/\w+\.ts|TS\d+/g))).to.deep.equal([['broken.ts', 'TS2322']])
  })
})

/** As the build does it, without the check of types. */
function compile(target: string): void {
  copyFileSync('package.json', join(target, 'package.json'))
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const kinds = [['esm', ts.ModuleKind.ESNext, 'module'], ['cjs', ts.ModuleKind.CommonJS, 'commonjs']] as const
  for (const [name, module, type] of kinds) {
    for (const file of files) {
      const to = join(target, 'dist', name, file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(to), { recursive: true })
      const compilerOptions = { module, target: ts.ScriptTarget.ES2022, esModuleInterop: true }
      writeFileSync(to, ts.transpileModule(readFileSync(join('src', file), 'utf8'), { compilerOptions }).outputText)
    }
    writeFileSync(join(target, 'dist', name, 'package.json'), JSON.stringify({ type }))
  }
}

/** Without what the machine may have set for others. */
function cleanEnv(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }
}

async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()]
  const ports: number[] = []
  for (const server of servers) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    ports.push((server.address() as AddressInfo).port)
  }
  for (const server of servers) {
    server.close()
    await once(server, 'close')
  }
  return [ports[0] ?? 0, ports[1] ?? 0]
}

async function enroll(person: Person, phone: Phone): Promise<void> {
  expect((await person.get('/account')).status).to.equal(200)
  expect((await person.post('/2fa/enroll', { country_code: '1', phone: '4155550121' })).status).to.equal(201)
  expect((await person.post('/2fa/push')).status).to.equal(202)
  await phone.answer('ann@shop.example', 'approve')
  expect((await person.post('/2fa/complete')).status).to.equal(200)
}

const SIGN_IN = `
const users = new Map([['ann', { id: 'ann', email: 'ann@shop.example' }]])
passport.use(new LocalStrategy((name, _password, done) => done(null, users.get(name) ?? false)))
passport.serializeUser((user, done) => done(null, user.id))
passport.deserializeUser((id, done) => done(null, users.get(id) ?? false))
const app = express()
app.use(express.json(), session({ secret: 'x', resave: false, saveUninitialized: false, cookie: { sameSite: 'lax' } }), passport.session())
`
const ACCOUNT = `
app.get('/account', (req, res) => res.send('Hello ' + req.user.id + ', by ' + req.secondFactor.method))
app.listen(process.env.PORT, '127.0.0.1', () => console.log('ready'))
`

function esmApplication(load: string, mount: string): string {
  return `import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
${load}
${SIGN_IN}
const secondFactor = ${mount}
app.post('/login', passport.authenticate('local'), secondFactor.begin())
${ACCOUNT}`
}

function commonJsApplication(load: string, mount: string): string {
  return `const express = require('express')
const session = require('express-session')
const passport = require('passport')
const { Strategy: LocalStrategy } = require('passport-local')
${load}
${SIGN_IN}
app.post('/login', passport.authenticate('local'), (req, res) => res.json({ signed_in: true }))
${mount}
${ACCOUNT}`
}
