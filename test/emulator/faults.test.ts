import { expect } from 'chai'
import { startRig, type Rig } from './rig.js'

const stages = ['register', 'push', 'push_status', 'sms', 'voice', 'verify'] as const

describe('Emulator: faults', () => {
  let rig: Rig
  let id: number
  let uuid: string
  before(async () => {
    rig = await startRig()
  })
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    id = await rig.register()
    uuid = await rig.push(id)
  })
  after(() => rig.close())

  const faults = (...list: object[]) => rig.control('POST', '/_/faults', list)
  const user = { email: 'bob@shop.example', cellphone: '2075550123', country_code: 1 }
  const call = (stage: (typeof stages)[number]) => {
    switch (stage) {
      case 'register':
        return rig.api('POST', '/protected/json/users/new', { user })
      case 'push':
        return rig.api('POST', `/onetouch/json/users/${id}/approval_requests`, { message: 'Hi' })
      case 'push_status':
        return rig.api('GET', `/onetouch/json/approval_requests/${uuid}`)
      case 'sms':
        return rig.api('GET', `/protected/json/sms/${id}?force=true`)
      case 'voice':
        return rig.api('GET', `/protected/json/call/${id}?force=true`)
      case 'verify':
        return rig.verify(id, '0000000', '')
    }
  }
  const failed = (answer: Promise<unknown>) =>
    answer.then(
      () => false,
      () => true,
    )

  for (const stage of stages) {
    it(`strikes ${stage} and nothing else`, async () => {
      await faults({ stage, kind: 'error', status: 500 })
      for (const other of stages) expect((await call(other)).status, other).to.equal(other === stage ? 500 : 200)
    })
  }

  it('strikes as often as asked, and tells how often is left', async () => {
    await faults({ stage: 'sms', kind: 'error', times: 2 })
    expect([(await call('sms')).status, (await call('sms')).status, (await call('sms')).status]).to.deep.equal([
      503, 503, 200,
    ])
    expect((await rig.control('GET', '/_/faults')).json[0].times).to.equal(0)
  })

  it('never strikes with probability 0, always with 1', async () => {
    await faults({ stage: 'sms', kind: 'error', probability: 0 }, { stage: 'voice', kind: 'error', probability: 1 })
    expect([(await call('sms')).status, (await call('voice')).status]).to.deep.equal([200, 503])
  })

  it('replaces the list before', async () => {
    await faults({ stage: 'sms', kind: 'error' })
    await faults()
    expect((await call('sms')).status).to.equal(200)
  })

  it('fails as the service would for the status', async () => {
    await faults({ stage: 'sms', kind: 'error', status: 401 }, { stage: 'voice', kind: 'error', status: 429 })
    expect((await call('sms')).json.error_code).to.equal('60001')
    const limited = await call('voice')
    expect([limited.json.error_code, limited.headers.get('retry-after')]).to.deep.equal(['60003', '60'])
  })

  it('delays, in real time although the clock is frozen', async () => {
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    await faults({ stage: 'sms', kind: 'delay', delay_ms: 40 })
    const startedAt = performance.now()
    expect((await call('sms')).status).to.equal(200)
    expect(performance.now() - startedAt).to.be.greaterThan(35)
  })

  it('loses the answer of a push that was made', async () => {
    await faults({ stage: 'push', kind: 'drop' })
    expect(await failed(call('push'))).to.equal(true)
    expect((await rig.control('GET', '/_/approvals')).json).to.have.length(2)
    expect((await rig.control('GET', '/_/requests')).json.at(-1).status).to.equal(null)
  })

  it('loses a text before it is sent', async () => {
    await faults({ stage: 'sms', kind: 'drop' })
    expect(await failed(call('sms'))).to.equal(true)
    expect((await rig.control('GET', '/_/messages')).json).to.deep.equal([])
  })

  it('hangs until the reset, and lets others through', async () => {
    await faults({ stage: 'push_status', kind: 'hang' })
    const hanging = failed(call('push_status'))
    expect((await call('sms')).status).to.equal(200)
    while (
      (await rig.control('GET', '/_/requests')).json.every((entry: { status: number | null }) => entry.status !== null)
    )
      await call('sms')
    await rig.control('POST', '/_/reset')
    expect(await hanging).to.equal(true)
  })

  it('hangs until it is closed', async () => {
    const own = await startRig()
    await own.control('POST', '/_/faults', [{ stage: 'push_status', kind: 'hang' }])
    const hanging = failed(own.api('GET', '/onetouch/json/approval_requests/x'))
    while ((await own.control('GET', '/_/requests')).json.length === 0) await own.control('GET', '/_/healthz')
    await own.close()
    expect(await hanging).to.equal(true)
  })

  it('carries a call out twice', async () => {
    await faults({ stage: 'push', kind: 'duplicate' }, { stage: 'sms', kind: 'duplicate' })
    await call('push')
    await call('sms')
    expect((await rig.control('GET', '/_/approvals')).json).to.have.length(3)
    expect((await rig.control('GET', '/_/messages')).json).to.have.length(2)
  })

  it('turns the keys of an answer round', async () => {
    await faults({ stage: 'verify', kind: 'reorder' })
    expect(Object.keys((await call('verify')).json)).to.deep.equal(['device', 'success', 'token', 'message'])
  })

  it('answers broken JSON', async () => {
    await faults({ stage: 'verify', kind: 'malformed' })
    const answer = await call('verify')
    expect([answer.status, answer.json]).to.deep.equal([200, undefined])
    expect(answer.text).to.match(/^\{"message"/)
  })
})
