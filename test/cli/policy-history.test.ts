/** `policy history`, `rollback` and `why`, as somebody at a terminal meets them. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { JsonLinesLog } from 'passport-authy'
import { PolicyInForce } from '../../src/policy-file/policy-in-force.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'

const policyText = (model: string): string => JSON.stringify(policyWith({ rules: [{ id: 'everyone', enrollment: { model } }] }))

describe('policy history, rollback and why', function () {
  this.timeout(30_000)
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'history-'))
    file = join(folder, 'policy.yaml')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function cli(...args: string[]): { readonly code: number | null; readonly out: string; readonly err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'policy', ...args], { encoding: 'utf8' })
    return { code: status, out: stdout, err: stderr }
  }

  /** What a running application leaves behind. */
  function run(...models: string[]): void {
    for (const [at, model] of models.entries()) {
      writeFileSync(file, policyText(model))
      const clock = { now: () => Date.UTC(2026, 8, 1 + at) }
      const policy = new PolicyInForce({ source: file, watch: false, history: `${file}.history`, clock, events: { emit: () => undefined } })
      policy.count('allow', clock.now())
      policy.close()
    }
  }

  it('list what was in force', () => {
    run('opt_in', 'mandatory')
    const { code, out, err } = cli('history', file)
    expect([code, err]).to.deep.equal([0, ''])
    expect(out).to.match(/^# {2}revision {6}in force since {8}by .*how {4,}first hour\n1 {2}[0-9a-f]{12} {2}2026-09-01T00:00:00Z .* loaded {2}allow 1\n2 /)
    expect(JSON.parse(cli('history', file, '--format', 'json').out)).to.have.length(2)
  })

  it('bring an old revision back, as a new entry', () => {
    run('opt_in', 'mandatory')
    const { code, out } = cli('rollback', file, '1', '--who', 'ada')
    expect([code, out]).to.deep.equal([0, `${file} is revision ${/revision (\w+)/.exec(out)?.[1] ?? ''} again.\n`])
    expect(readFileSync(file, 'utf8')).to.equal(policyText('opt_in'))
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).to.deep.equal([])
    const history = JSON.parse(cli('history', file, '--format', 'json').out) as { who: string; how: string }[]
    expect(history.map(({ how }) => how)).to.deep.equal(['loaded', 'loaded', 'rollback'])
    expect(history[2]?.who).to.equal('ada')
  })

  it('refuse what is not there', () => {
    expect(cli('history', join(folder, 'other.yaml'))).to.include({ code: 1, out: '' })
    run('opt_in')
    const refused = cli('rollback', file, '9')
    expect(refused.code).to.equal(2)
    expect(refused.err).to.include('policy history')
    expect(cli('rollback', file).code).to.equal(2)
    expect(cli('history', file, '--format', 'xml').code).to.equal(2)
  })

  it('explain a decision by the reference on the page, also after the policy changed', async () => {
    const log = new JsonLinesLog(join(folder, 'log.jsonl'))
    writeFileSync(file, policyText('mandatory'))
    const options = { policy: file, watchPolicy: false, policyHistory: `${file}.history`, events: log }
    const host = await startHostApp({ options })
    const nora = host.person()
    const login = await nora.signIn('nora')
    const reference = String(login.json['reference'])
    await host.close()
    await log.close()
    writeFileSync(file, policyText('opt_in'))
    const { code, out } = cli('why', reference, '--log', join(folder, 'log.jsonl'), '--policy', file)
    expect(code).to.equal(0)
    expect(out).to.include(`Decision ${reference}`).and.to.include('* rule      everyone  hit').and.to.include('Outcome  enroll_required  (must_enroll, rule everyone)').and.to.include('The log says the same.')
    expect(cli('why', 'nobody-1', '--log', join(folder, 'log.jsonl'), '--policy', file).code).to.equal(1)
    expect(existsSync(`${file}.history`)).to.equal(true)
  })
})
