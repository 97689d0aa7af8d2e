/** `doctor` as a whole: what it prints, how it ends, what it asks of whom. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { CliExit } from '../../src/cli/exit.js'
import { doctor } from '../../src/cli/doctor/doctor.js'
import type { DoctorFlags } from '../../src/cli/doctor/doctor.js'
import type { Finding } from '../../src/cli/doctor/finding.js'
import { newPolicy, newSuite } from '../../src/cli/policy/init-text.js'
import { startRig } from '../emulator/rig.js'
import type { Rig } from '../emulator/rig.js'
import { newFolder } from './in-process.js'

const main = resolve('src/cli/main.ts')
const loader = resolve('node_modules/tsx/dist/loader.mjs')

describe('doctor', () => {
  const folder = newFolder()
  let rig: Rig

  before(async () => {
    rig = await startRig()
    folder.write('second-factor.policy.yaml', newPolicy())
    folder.write('second-factor.policy_test.yaml', newSuite('second-factor.policy.yaml'))
  })
  after(async () => {
    folder.remove()
    await rig.close()
  })

  const env = (): Record<string, string> => ({ AUTHY_API_KEY: 'demo_doctor', AUTHY_API_URL: rig.emulator.url })
  const run = (flags: DoctorFlags, more: Record<string, string> = {}) =>
    doctor(flags, { folder: folder.path, env: { ...env(), ...more }, nodeVersion: '22.12.0', now: () => Date.now() })

  async function findings(flags: DoctorFlags, more: Record<string, string> = {}): Promise<Map<string, Finding>> {
    const { stdout } = await run({ ...flags, format: 'json' }, more)
    const { checks } = JSON.parse(stdout) as { checks: Finding[] }
    return new Map(checks.map((finding) => [finding.check, finding]))
  }

  it('prints one line for each check, with the fix, and ends with 5 when one fails', async () => {
    const { stdout, exitCode } = await run({})
    expect(stdout).to.match(/^ok {4}node +22\.12\.0\nfail {2}express +not installed in this folder → run doctor in /)
    expect(stdout).to.match(/\n\n\d+ ok, 0 warnings, 2 failed, \d+ skipped\n$/)
    expect(exitCode).to.equal(5)
  })

  it('ends with 0 when nothing fails, skipped or not', async () => {
    const world = { folder: process.cwd(), env: {}, nodeVersion: '22.12.0', now: () => Date.now() }
    const { stdout, exitCode } = await doctor({ format: 'json' }, world)
    expect(JSON.parse(stdout)).to.include({ fail: 0 })
    expect(exitCode).to.equal(0)
  })

  it('asks the provider with --live only, and only for its details', async () => {
    expect((await findings({})).get('authy.key')?.status).to.equal('skip')
    expect((await rig.control('GET', '/_/requests')).json).to.deep.equal([])
    expect((await findings({ live: true })).get('authy.key')?.status).to.equal('ok')
    const { json } = await rig.control('GET', '/_/requests')
    expect((json as { path: string }[]).map(({ path }) => path)).to.deep.equal(['/protected/json/app/details'])
    const refused = await findings({ live: true }, { AUTHY_API_KEY: 'another' })
    expect(refused.get('authy.key')?.found).to.equal('the provider refuses the key')
    const gone = await findings({ live: true }, { AUTHY_API_URL: 'http://127.0.0.1:1' })
    expect(gone.get('authy.key')?.status).to.equal('fail')
    const unset = await findings({ live: true }, { AUTHY_API_URL: '', AUTHY_API_KEY: '' })
    expect(unset.get('authy.key')?.status).to.equal('skip')
  })

  it('reads the policy that is named, by flag, by environment, by its usual name', async () => {
    expect((await findings({})).get('policy')?.status).to.equal('ok')
    expect((await findings({ policy: 'no.yaml' })).get('policy')?.status).to.equal('fail')
    expect((await findings({}, { POLICY_FILE: 'no.yaml' })).get('policy')?.status).to.equal('fail')
  })

  it('refuses what is no address, path or format', async () => {
    const wrong: DoctorFlags[] = [
      { url: 'localhost' }, { url: 'http://a:b@localhost' }, { url: 'http://localhost/app' }, { url: 'file:///etc' },
      { path: '2fa' }, { path: '//2fa' }, { format: 'xml' },
    ]
    for (const flags of wrong) {
      const error: unknown = await run(flags).catch((caught: unknown) => caught)
      expect(error, JSON.stringify(flags)).to.be.instanceOf(CliExit).and.have.property('exitCode', 2)
    }
  })

  it('is a command, with its exit codes in the help', async () => {
    const help = spawnSync(process.execPath, ['--import', loader, main, 'doctor', '--help'], { encoding: 'utf8' })
    expect(help.stdout).to.include('5 when a check fails').and.include('--live')
    const args = ['--import', loader, main, 'doctor', '--format', 'json', '--policy', 'no.yaml']
    const child = spawn(process.execPath, args, { cwd: folder.path, env: { ...process.env, ...env() } })
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    expect([child.exitCode, stderr]).to.deep.equal([5, ''])
    expect(JSON.parse(stdout)).to.have.property('checks')
  })
})
