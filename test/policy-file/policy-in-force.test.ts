/** The policy file under people's hands: never half read, never lost, always accounted for. */
import { appendFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { expect } from 'chai'
import { historyFolder, readHistory, readRevision } from '../../src/policy-file/history.js'
import { PolicyInForce } from '../../src/policy-file/policy-in-force.js'
import type { SecondFactorEvent } from '../../src/ports/events.js'

const HEAD = 'apiVersion: second-factor/v1\nkind: PolicySet\nmetadata: { name: test, owner: tests@shop.example }\n'
const OPT_IN = `${HEAD}rules:\n  - id: everyone\n    enrollment: { model: opt_in }\n`
const MANDATORY = `${HEAD}rules:\n  - id: everyone\n    enrollment: { model: mandatory }\n`

describe('Policy in force', () => {
  let folder: string
  let file: string
  let policy: PolicyInForce
  let now: number
  let events: SecondFactorEvent[]
  let heard: (() => void)[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'policy-'))
    file = join(folder, 'policy.yaml')
    writeFileSync(file, OPT_IN)
    now = Date.UTC(2026, 8, 1)
    events = []
    heard = []
  })
  afterEach(() => {
    policy.close()
    rmSync(folder, { recursive: true })
  })

  function load(options: { watch?: boolean; history?: string | null } = {}): void {
    const { watch = false, history = null } = options
    const emit = (event: SecondFactorEvent): void => {
      events.push(event)
      for (const tell of heard.splice(0)) tell()
    }
    policy = new PolicyInForce({ source: file, watch, history, clock: { now: () => now }, events: { emit } })
  }

  const nextEvent = (): Promise<void> => new Promise((resolve) => heard.push(resolve))
  const model = (): unknown => policy.current().rules[0]?.settings.enrollment.model
  const types = (): string[] => events.map(({ type }) => type)

  it('is read again when it is told to', () => {
    load()
    writeFileSync(file, MANDATORY)
    expect(model()).to.equal('opt_in')
    policy.reload()
    expect(model()).to.equal('mandatory')
    expect(types()).to.deep.equal(['policy_loaded', 'policy_loaded'])
  })

  it('stays as it was when the file is not valid, says why, and recovers', () => {
    load()
    const { revision } = policy.status()
    writeFileSync(file, MANDATORY.replace('model', 'modell'))
    policy.reload()
    expect(model()).to.equal('opt_in')
    expect(policy.status()).to.deep.include({ status: 'stale', revision })
    expect(policy.status().problem).to.include('did you mean model')
    writeFileSync(file, MANDATORY)
    policy.reload()
    expect(policy.status()).to.include({ status: 'ok', problem: null })
    expect(types()).to.deep.equal(['policy_loaded', 'policy_refused', 'policy_loaded'])
  })

  it('stays as it was when the file disappears', () => {
    load()
    unlinkSync(file)
    policy.reload()
    expect([model(), policy.status().status]).to.deep.equal(['opt_in', 'stale'])
  })

  for (const [name, write] of [
    ['written over', () => writeFileSync(file, MANDATORY)],
    ['renamed over', () => {
      writeFileSync(`${file}.new`, MANDATORY)
      renameSync(`${file}.new`, file)
    }],
    ['swapped by a link', () => {
      writeFileSync(join(folder, 'other.yaml'), MANDATORY)
      unlinkSync(file)
      symlinkSync(join(folder, 'other.yaml'), file)
    }],
  ] as const) {
    it(`is read by itself after it was ${name}`, async () => {
      load({ watch: true })
      // At once: what falls between reading and watching must not be missed.
      write()
      await nextEvent()
      expect(model()).to.equal('mandatory')
    })
  }

  it('is never read while somebody is still writing', async function () {
    this.timeout(20_000)
    const half = `${HEAD}rules:\n  - id: nobody\n    match: { users: [none] }\n    enrollment: { model: mandatory }\n`
    load({ watch: true })
    writeFileSync(file, half)
    const done = nextEvent()
    let chunks = 0
    for await (const line of setInterval(300, '# still writing\n')) {
      appendFileSync(file, line)
      if ((chunks += 1) === 8) break
    }
    expect(types()).to.deep.equal(['policy_loaded'])
    appendFileSync(file, MANDATORY.slice(HEAD.length + 'rules:\n'.length))
    await done
    expect(policy.current().rules.map(({ id }) => id)).to.deep.equal(['nobody', 'everyone'])
  })

  describe('keeps its history', () => {
    it('with every revision once, its text, and who brought it', () => {
      const history = historyFolder(file)
      load({ history })
      policy.close()
      load({ history })
      writeFileSync(file, MANDATORY)
      policy.reload()
      const revisions = readHistory(history)
      expect(revisions.map(({ number, how }) => [number, how])).to.deep.equal([[1, 'loaded'], [2, 'loaded']])
      expect(revisions[0]?.who).to.be.a('string').and.not.to.equal('')
      expect(revisions[0]?.at).to.equal('2026-09-01T00:00:00.000Z')
      expect(readRevision(history, revisions[0]?.revision ?? '')).to.equal(OPT_IN)
    })

    it('with what it decided in its first hour', () => {
      const history = historyFolder(file)
      load({ history })
      policy.count('allow', now)
      policy.count('challenge', now + 1000)
      policy.count('challenge', now + 2000)
      policy.count('locked', now + 3_600_001)
      expect(readHistory(history)[0]?.outcomes).to.deep.equal({ allow: 1, challenge: 2 })
    })

    it('also over several processes', () => {
      const history = historyFolder(file)
      load({ history })
      policy.count('allow', now)
      policy.close()
      load({ history })
      policy.count('allow', now)
      policy.close()
      expect(readHistory(history)).to.have.length(1)
      expect(readHistory(history)[0]?.outcomes).to.deep.equal({ allow: 2 })
    })

    it('and goes on deciding where it cannot be written', () => {
      load({ history: join(file, 'not-a-folder') })
      expect(model()).to.equal('opt_in')
      expect(types()).to.include('policy_history_failed')
    })

    it('and reads no file outside of its folder', () => {
      load()
      expect(readRevision(folder, '../policy')).to.equal(null)
    })
  })
})
