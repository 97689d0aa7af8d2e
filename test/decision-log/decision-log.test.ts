/** Every decision leaves one line, from which it can be explained again; nothing personal is in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Redis } from 'ioredis'
import { JsonLinesLog, RedisStreamLog, severalSinks } from 'passport-authy'
import { explainDecision, readDecisionLine } from '../../src/decision-log/explain-decision.js'
import { compilePolicy } from '../../src/policy/compile.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { policyWith, startHostApp, STRICT } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import { startRedis } from '../helpers/redis-server.js'
import type { RedisServer } from '../helpers/redis-server.js'

describe('Decision log', () => {
  let folder: string
  let host: HostApp | null = null

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'decisions-'))
  })
  afterEach(async () => {
    await host?.close()
    host = null
    rmSync(folder, { recursive: true })
  })

  it('explains each decision from its line, with the same result and the full trace', async () => {
    const file = join(folder, 'decisions.jsonl')
    const log = new JsonLinesLog(file)
    host = await startHostApp({ options: { events: log } })
    const ann = host.person()
    await ann.signIn('ann')
    await ann.get('/facts')
    await ann.post('/2fa/verify', { code: await host.phone.appCode('ann@shop.example') })
    await ann.get('/facts')
    await host.person().signIn('nora')
    await log.close()
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    const decisions = lines.map(readDecisionLine).filter((line) => line !== null)
    expect(decisions.map(({ user, outcome }) => `${user} ${outcome}`)).to.deep.equal(['ann challenge', 'ann challenge', 'ann allow', 'nora enroll_required'])
    expect(new Set(decisions.map(({ id }) => id)).size).to.equal(4)
    const parsed = parsePolicy(STRICT)
    const policy = compilePolicy(parsed.ok ? parsed.policy : expect.fail('the policy is valid'))
    for (const logged of decisions) {
      const explained = explainDecision(policy, logged)
      if (!('trace' in explained)) expect.fail(explained.join())
      expect([explained.outcome, explained.reason, explained.revision]).to.deep.equal([logged.outcome, logged.reason, logged.revision])
      expect(explained.trace.map(({ id, match }) => `${id} ${match}`)).to.deep.equal(['everyone hit'])
    }
    expect(readFileSync(file, 'utf8')).not.to.match(/4155550121|demo_host|127\.0\.0\.1|ann@shop/)
  })

  it('says what a dry run would have done, and shows nothing of it', async () => {
    const dry = policyWith({ mode: 'report_only', report_until: '2099-01-01T00:00:00Z', rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })
    host = await startHostApp({ policy: dry })
    const nora = host.person()
    expect((await nora.signIn('nora')).json).to.include({ outcome: 'allow', reason: 'report_only' })
    expect((await nora.get('/facts')).status).to.equal(200)
    const event = host.events.find((known) => known.type === 'decision')
    expect(event?.type === 'decision' ? event.decision.wouldBe : null).to.deep.equal({ outcome: 'enroll_required', reason: 'must_enroll', rule: 'everyone' })
    const ann = host.person()
    expect((await ann.signIn('ann')).json).to.include({ outcome: 'challenge' })
  })

  it('lets an open challenge finish under the policy it began with, and the tightened one bite at the next request', async () => {
    const { writeFileSync } = await import('node:fs')
    const file = join(folder, 'policy.json')
    writeFileSync(file, JSON.stringify(STRICT))
    host = await startHostApp({ options: { policy: file, watchPolicy: false } })
    const ann = host.person()
    await ann.signIn('ann')
    writeFileSync(file, JSON.stringify(policyWith({ guardrails: { forbid_methods: ['push'] }, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })))
    host.secondFactor.policy.reload()
    await host.phone.answer('ann@shop.example', 'approve')
    expect((await ann.post('/2fa/complete')).status).to.equal(200)
    const next = await ann.get('/facts')
    expect([next.status, next.json['code']]).to.deep.equal([401, 'second_factor_required'])
    expect((await ann.get('/2fa')).json['methods']).to.deep.equal(['totp', 'sms', 'voice'])
  })

  describe('in a Redis stream', () => {
    let redis: RedisServer
    let client: Redis

    before(async () => {
      redis = await startRedis()
      client = new Redis(redis.url)
    })
    after(async () => {
      client.disconnect()
      await redis.stop()
    })

    it('keeps events in order and forgets them with time', async () => {
      const log = new RedisStreamLog(client, { key: 'log', retentionSeconds: 60 })
      const at = Date.UTC(2026, 0, 1)
      for (let index = 0; index < 500; index += 1) log.emit({ type: 'enrolled', userId: `u${index}`, at: at + index * 1000 })
      await log.close()
      const entries = await client.xrange('log', '-', '+')
      expect(entries.length).to.be.within(60, 300)
      expect(entries.at(-1)?.[1][1]).to.include('"u499"')
      expect(log.lost).to.equal(0)
    })

    it('takes events although the clock went back', async () => {
      const log = new RedisStreamLog(client, { key: 'back' })
      log.emit({ type: 'enrolled', userId: 'one', at: Date.UTC(2026, 1, 1) })
      await log.close()
      log.emit({ type: 'enrolled', userId: 'two', at: Date.UTC(2026, 0, 1) })
      await log.close()
      expect(await client.xlen('back')).to.equal(2)
    })

    it('counts what it loses, and holds nobody up', async () => {
      const log = new RedisStreamLog({ xadd: () => Promise.reject(new Error('away')) })
      log.emit({ type: 'enrolled', userId: 'ann', at: 0 })
      await log.close()
      expect(log.lost).to.equal(1)
    })
  })

  it('goes to several places at once', () => {
    const seen: string[] = []
    severalSinks({ emit: ({ type }) => seen.push(`a ${type}`) }, { emit: ({ type }) => seen.push(`b ${type}`) }).emit({ type: 'enrolled', userId: 'ann', at: 0 })
    expect(seen).to.deep.equal(['a enrolled', 'b enrolled'])
  })
})
