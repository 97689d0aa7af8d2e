/** `init`, as somebody at a terminal meets it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { CliExit } from '../../src/cli/exit.js'
import { init } from '../../src/cli/init/init.js'
import type { InitFlags } from '../../src/cli/init/init.js'
import { readProject } from '../../src/cli/init/project.js'
import { unifiedDiff } from '../../src/cli/init/unified-diff.js'
import { colored, plain } from '../../src/cli/paint.js'
import { newFolder } from './in-process.js'
import type { Folder, Run } from './in-process.js'

const FILES = ['.env.example', 'second-factor.js', 'second-factor.policy.yaml', 'second-factor.policy_test.yaml']

describe('init', () => {
  let folder: Folder
  beforeEach(() => {
    folder = newFolder()
  })
  afterEach(() => folder.remove())

  interface Setting {
    /** What the person types; nobody is there without it. */
    readonly answer?: string
    readonly isColored?: boolean
  }

  async function run(flags: InitFlags = {}, { answer, isColored = false }: Setting = {}): Promise<Run & { questions: string[] }> {
    let stdout = ''
    const questions: string[] = []
    const ask = (question: string): Promise<string> => {
      questions.push(question)
      return Promise.resolve(answer ?? '')
    }
    const world = { say: (text: string) => void (stdout += text), ask: answer === undefined ? null : ask, paint: isColored ? colored : plain }
    try {
      await init(folder.path, flags, world)
      return { status: 0, stdout, stderr: '', questions }
    } catch (error) {
      if (!(error instanceof CliExit)) throw error
      return { status: error.exitCode, stdout, stderr: error.message, questions }
    }
  }

  const here = (): string[] => readdirSync(folder.path).sort()

  it('shows what it would write, asks, and writes that and nothing else', async () => {
    folder.write('.env', 'SECRET=hush\n')
    const { status, stdout, questions } = await run({}, { answer: 'y' })
    expect(status).to.equal(0)
    expect(questions).to.deep.equal([
      'Write second-factor.policy.yaml, second-factor.policy_test.yaml, .env.example and second-factor.js? (y/N) ',
    ])
    expect(here()).to.deep.equal(['.env', ...FILES])
    expect(readFileSync(join(folder.path, '.env'), 'utf8')).to.equal('SECRET=hush\n')
    expect(stdout).to.include('--- /dev/null\n+++ second-factor.js\n@@ -0,0 +1,').and.not.include('hush')
    expect(stdout).to.include("  const { mountSecondFactor } = require('./second-factor.js')\n  mountSecondFactor(app) //")
  })

  it('takes everything but yes for no', async () => {
    for (const answer of ['', 'n', 'yesterday', 'ye']) expect((await run({}, { answer })).stdout).to.match(/\nNothing was written\.\n$/)
    expect(here()).to.deep.equal([])
  })

  it('needs --yes where nobody can answer', async () => {
    const { status, stdout, stderr } = await run()
    expect([status, stderr]).to.deep.equal([2, 'Nothing was written. Without a terminal to ask at, give --yes.'])
    expect(stdout).to.include('+++ .env.example')
    expect(here()).to.deep.equal([])
    expect((await run({ yes: true })).status).to.equal(0)
    expect(here()).to.deep.equal(FILES)
  })

  it('only shows with --dry-run', async () => {
    expect(await run({ dryRun: true, yes: true, force: true })).to.include({ status: 0 })
    expect(here()).to.deep.equal([])
  })

  it('leaves what is there already, and overwrites with --force only', async () => {
    await run({ yes: true })
    expect((await run()).stdout).to.match(/^Everything is there already\.\n\n?[^]*Two lines/)
    folder.write('.env.example', 'MINE=1\n')
    const refused = await run({ yes: true })
    expect(refused).to.include({ status: 2, stderr: 'There already, and different: .env.example. Nothing was written; --force overwrites.' })
    expect(refused.stdout).to.include('--- .env.example\n+++ .env.example\n@@ -1,1 +1,').and.include('\n-MINE=1\n+#')
    expect(readFileSync(join(folder.path, '.env.example'), 'utf8')).to.equal('MINE=1\n')
    expect((await run({ force: true })).status).to.equal(2)
    expect((await run({ force: true, yes: true })).stdout).to.include('\nWrote .env.example.\n')
    expect(readFileSync(join(folder.path, '.env.example'), 'utf8')).to.not.include('MINE')
  })

  it('follows no link and replaces no folder, whatever the flags', async () => {
    const elsewhere = newFolder()
    const target = elsewhere.write('precious', 'mine')
    symlinkSync(target, join(folder.path, 'second-factor.js'))
    expect(await run({ force: true, yes: true })).to.include({ status: 2, stderr: 'second-factor.js is there already, and no file to replace.' })
    expect(readFileSync(target, 'utf8')).to.equal('mine')
    elsewhere.remove()
    expect(here()).to.deep.equal(['second-factor.js'])
  })

  it('shows existing text without letting it steer the terminal', async () => {
    folder.write('.env.example', 'A=\u001b[2J\n')
    expect((await run({ force: true })).stdout).to.include('-A=\\u{1b}[2J').and.not.include('\u001b')
    expect((await run({}, { isColored: true })).stdout).to.include('\u001b[32m+')
  })

  it('refuses wrong flags and folders', async () => {
    expect((await run({ express: '3' })).status).to.equal(2)
    expect((await run({ store: 'redus' })).stderr).to.equal('--store must be one of redis, memory. Did you mean redis?')
    folder.remove()
    expect((await run({ yes: true })).status).to.equal(2)
    expect(existsSync(folder.path)).to.equal(false)
  })

  it('learns from the folder what nobody has to be asked', () => {
    const all = (flags = {}): object => readProject(folder.path, flags)
    const missing = ['express', 'passport', 'passport-authy']
    expect(all()).to.deep.equal({ language: 'js', modules: 'commonjs', express: '5', store: 'memory', missing })
    folder.write('package.json', '{ "type": "module", "dependencies": { "express": "^4.18.0", "ioredis": "^5.4.0" } }')
    expect(all()).to.deep.equal({ language: 'js', modules: 'esm', express: '4', store: 'redis', missing: [...missing, 'ioredis'] })
    mkdirSync(join(folder.path, 'node_modules', 'express'), { recursive: true })
    writeFileSync(join(folder.path, 'node_modules', 'express', 'package.json'), '{ "version": "5.1.0" }')
    expect(all({ typescript: true, store: 'memory' })).to.include({ language: 'ts', express: '5', store: 'memory' })
    expect(all({ express: '4' })).to.include({ express: '4' })
    folder.write('package.json', '{ broken')
    expect(all()).to.include({ modules: 'commonjs' })
  })

  it('is a command', () => {
    const main = resolve('src/cli/main.ts')
    const cli = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', resolve('node_modules/tsx/dist/loader.mjs'), main, 'init', ...args], { encoding: 'utf8' })
    expect(cli(folder.path)).to.include({ status: 2, stderr: 'Nothing was written. Without a terminal to ask at, give --yes.\n' })
    expect(cli(folder.path, '--yes', '--typescript')).to.include({ status: 0, stderr: '' })
    expect(here()).to.include('second-factor.ts')
    expect(cli('--help').stdout).to.include('--dry-run').and.include('Exit code 2')
  })
})

describe('unified diff', () => {
  it('says nothing of equal texts', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).to.deep.equal([])
  })

  it('is what patch takes, for any two texts', function () {
    this.timeout(60_000)
    const folder = newFolder()
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { minLength: 1, maxLength: 40 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== '' && after !== '')
        folder.write('t', before)
        const diff = unifiedDiff('t', before, after)
        if (diff.length > 0) execFileSync('git', ['apply', '-p0', '--whitespace=nowarn', '-'], { cwd: folder.path, input: `${diff.join('\n')}\n` })
        expect(readFileSync(join(folder.path, 't'), 'utf8')).to.equal(after)
      }),
      { numRuns: 60 },
    )
    folder.remove()
  })

  it('shows three lines around a change', () => {
    const lines = Array.from({ length: 30 }, (_, at) => `${at}\n`)
    const changed = lines.map((line) => (line === '15\n' ? 'new\n' : line))
    expect(unifiedDiff('t', lines.join(''), changed.join(''))).to.deep.equal([
      '--- t', '+++ t', '@@ -13,7 +13,7 @@', ' 12', ' 13', ' 14', '-15', '+new', ' 16', ' 17', ' 18',
    ])
  })
})
