/** What only a process shows: streams, exit codes, standard input, the environment. */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { paintFor, plain } from '../../src/cli/paint.js'
import { HEAD, examplePath, newFolder } from './in-process.js'

interface Options {
  readonly input?: string
  readonly env?: Record<string, string>
  readonly cwd?: string
}

const main = resolve('src/cli/main.ts')
const loader = resolve('node_modules/tsx/dist/loader.mjs')

function policy(args: readonly string[], { input = '', env = {}, cwd }: Options = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', loader, main, 'policy', ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  return { status, stdout, stderr }
}

describe('policy commands as processes', () => {
  const folder = newFolder()
  after(folder.remove)

  it('validate reads standard input and prints to standard output only', () => {
    const fine = policy(['validate', '-', '--now', '2026-09-01'], { input: readFileSync(examplePath('bank'), 'utf8') })
    expect([fine.status, fine.stderr]).to.deep.equal([0, ''])
    expect(fine.stdout).to.match(/^- {2}\(bank-mandatory-no-sms, 2 rules/)
    const broken = policy(['validate', '-', '--color', 'always'], { input: `${HEAD}rules: []\n` })
    expect([broken.status, broken.stderr]).to.deep.equal([3, ''])
    expect(broken.stdout).to.include('\u001b[31merror\u001b[0m').and.include('3:8')
  })

  it('explain takes an account from standard input and answers with data', () => {
    const input = '{ "state": "enrolled", "methods": ["push"] }'
    const { status, stdout, stderr } = policy(
      ['explain', examplePath('startup'), '--account', '-', '--remembered', '--format', 'json'],
      { input },
    )
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(JSON.parse(stdout)).to.include({ outcome: 'allow', reason: 'remembered_device' })
  })

  it('explain says on standard error what is wrong with its usage', () => {
    const two = policy(['explain', '-', '--account', '-'])
    expect([two.status, two.stdout, two.stderr]).to.deep.equal([2, '', 'Only one input can be - (standard input).\n'])
    const flag = policy(['explain', examplePath('startup'), '--grace-usd', '1'])
    expect([flag.status, flag.stdout]).to.deep.equal([2, ''])
    expect(flag.stderr).to.include('--grace-used')
  })

  it('test runs every suite below, and tells failures by its exit code', () => {
    folder.write('p.yaml', `${HEAD}rules: [{ id: everyone }]\n`)
    const suite =
      'policy: p.yaml\nnow: 2026-09-01T09:00:00Z\naccounts: { ann: {} }\ntests: [{ name: a, account: ann, expect: { outcome: locked } }]\n'
    folder.write('p_test.yaml', suite)
    const { status, stdout, stderr } = policy(['test'], { cwd: folder.path })
    expect([status, stderr]).to.deep.equal([4, ''])
    expect(stdout).to.include('p_test.yaml  (p.yaml)\n  FAIL  a\n').and.include('rule coverage 1/1\n')
  })

  it('init, validate and test follow one another', () => {
    const cwd = newFolder()
    try {
      expect(policy(['init'], { cwd: cwd.path }).status).to.equal(0)
      expect(policy(['init'], { cwd: cwd.path })).to.include({ status: 2, stdout: '' })
      expect(readdirSync(cwd.path)).to.have.lengthOf(2)
    } finally {
      cwd.remove()
    }
  })

  it('schema prints data', () => {
    const { status, stdout, stderr } = policy(['schema'])
    expect([status, stderr]).to.deep.equal([0, ''])
    expect(JSON.parse(stdout)).to.have.property('title', 'Second-factor policy')
  })

  it('every verb has help', () => {
    const { stdout, status } = policy(['--help'])
    expect(status).to.equal(0)
    for (const verb of ['init', 'validate', 'explain', 'test', 'schema'])
      expect(stdout).to.match(new RegExp(`^ {2}${verb} `, 'm'))
    expect(policy(['explain', '--help']).stdout)
      .to.include('--second-factor-method')
      .and.include('unknown means that it is not known')
  })

  it('colors on terminals only, and not under NO_COLOR', () => {
    expect(paintFor('auto', false, undefined)('red', 'x')).to.equal('x')
    expect(paintFor('auto', true, '1')).to.equal(plain)
    expect(paintFor('auto', true, '')('red', 'x')).to.equal('\u001b[31mx\u001b[0m')
    expect(paintFor('always', false, '1')('red', 'x')).to.include('\u001b')
    expect(paintFor('never', true, undefined)).to.equal(plain)
    expect(() => paintFor('sometimes', true, undefined)).to.throw('--color must be auto, always or never.')
  })
})
