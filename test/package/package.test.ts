/** The package as people get it: packed, unpacked, used from ESM, CommonJS and TypeScript. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'

const ROOT = resolve('.')

describe('Package', function () {
  this.timeout(180_000)
  let folder: string

  /** Inside the project, so that dependencies are found without a network. */
  before(() => {
    folder = resolve(mkdtempSync(join('test', 'package', 'run-')))
    execFileSync(process.execPath, ['test/tools/build/build.mjs'], { stdio: 'ignore' })
    const pack = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    const [{ filename }] = JSON.parse(pack) as [{ filename: string }]
    const home = join(folder, 'node_modules', 'passport-authy')
    mkdirSync(home, { recursive: true })
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1'])
  })
  after(() => rmSync(folder, { recursive: true }))

  function run(name: string, code: string): string {
    writeFileSync(join(folder, name), code)
    return execFileSync(process.execPath, [join(folder, name)], { encoding: 'utf8', cwd: folder })
  }

  const LOADED = `
const loaded = Object.keys(require('node:module')._cache).filter((path) => !path.includes('run-'))
const has = (name) => loaded.some((path) => path.includes('/node_modules/' + name + '/'))
console.log(JSON.stringify({ ioredis: has('ioredis'), libsql: has('libsql'), undici: has('undici'), commander: has('commander') }))
`

  it('is loaded by require, and its root loads neither Redis nor a database', () => {
    const output = run('root.cjs', `const p = require('passport-authy')\nif (typeof p.createSecondFactor !== 'function') throw new Error('nothing there')\n${LOADED}`)
    expect(JSON.parse(output)).to.deep.equal({ ioredis: false, libsql: false, undici: false, commander: false })
  })

  it('does not load the emulator with its root', () => {
    const output = run('emulator.cjs', "require('passport-authy')\nconsole.log(Object.keys(require('node:module')._cache).filter((path) => path.includes('/emulator/')).length)")
    expect(output.trim()).to.equal('0')
  })

  it('is loaded by import', () => {
    const code = "import { createSecondFactor, AuthyProvider } from 'passport-authy'\nimport { RedisStore } from 'passport-authy/redis'\nimport { SqlAccountStore } from 'passport-authy/sql'\nimport { startEmulator } from 'passport-authy/emulator'\nimport { describeStateStore } from 'passport-authy/testing'\nconsole.log([createSecondFactor, AuthyProvider, RedisStore, SqlAccountStore, startEmulator, describeStateStore].map((x) => typeof x).join())"
    expect(run('all.mjs', code).trim()).to.equal(Array(6).fill('function').join())
  })

  it('calls the provider from CommonJS too', () => {
    const code = `
const { AuthyProvider } = require('passport-authy')
const { startEmulator } = require('passport-authy/emulator')
startEmulator({ port: 0 }).then(async (emulator) => {
  const provider = new AuthyProvider({ apiKey: 'demo_key', apiUrl: emulator.url })
  console.log((await provider.register({ email: 'a@b.example', countryCode: '1', phone: '4155550121', installLink: false })).kind)
  await provider.close()
  await emulator.close()
})`
    expect(run('provider.cjs', code).trim()).to.equal('registered')
  })

  for (const [file, code] of [
    ['consumer.mts', "import { createSecondFactor } from 'passport-authy'\nimport type { Decision } from 'passport-authy'\nimport { RedisStore } from 'passport-authy/redis'\nimport type { Request } from 'express'\nexport const f = (req: Request): Decision['outcome'] | undefined => req.secondFactor?.outcome\nexport const x = [createSecondFactor, RedisStore]\n"],
    ['consumer.cts', "import authy = require('passport-authy')\nexport const make: typeof authy.createSecondFactor = authy.createSecondFactor\n"],
  ] as const) {
    it(`has types for ${file}`, () => {
      writeFileSync(join(folder, file), code)
      const options = ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', 'false', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')]
      execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, join(folder, file)], { encoding: 'utf8', cwd: folder })
    })
  }

  it('has a command', () => {
    const bin = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> }
    const main = join(folder, 'node_modules', 'passport-authy', bin.bin['passport-authy'] ?? '')
    expect(execFileSync(process.execPath, [main, '--help'], { encoding: 'utf8' })).to.include('emulator')
  })

  it('stays small', () => {
    const [{ files, unpackedSize }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [{ files: { path: string }[]; unpackedSize: number }]
    expect(files.every(({ path }) => /^(dist\/|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|package\.json)/.test(path))).to.equal(true)
    expect(unpackedSize).to.be.below(5_000_000)
  })
})
