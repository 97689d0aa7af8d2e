/** Callbacks are hints: whatever is sent, only the provider's own answer opens anything. */
import { createHmac } from 'node:crypto'
import { expect } from 'chai'
import express from 'express'
import { canonicalParams } from '../../src/adapters/authy/canonical-params.js'
import { startHostApp } from '../helpers/host-app.js'
import type { HostApp, HostOptions } from '../helpers/host-app.js'
import type { Person } from '../helpers/person.js'

const ANN = 'ann@shop.example'
const KEY = 'demo_host'

describe('Callbacks', () => {
  let host: HostApp
  let ann: Person

  const start = async (setup: HostOptions = {}): Promise<void> => {
    host = await startHostApp(setup)
    ann = host.person()
    await ann.signIn('ann')
  }
  afterEach(() => host.close())

  async function body(status: string, changes: object = {}): Promise<object> {
    const [approval] = await host.phone.approvals(ANN)
    return { authy_id: await host.phone.idOf(ANN), callback_action: 'approval_request_status', uuid: approval?.uuid, status, ...changes }
  }

  async function send(content: object, { key = KEY, nonce = String(Date.now() / 1000), method = 'POST', text = JSON.stringify(content), type = 'application/json' } = {}): Promise<number> {
    const params = canonicalParams(content)
    const signature = createHmac('sha256', key).update(`${nonce}|${method}|${host.url}/2fa/callback|${params}`).digest('base64')
    const headers = { 'content-type': type, 'x-authy-signature': signature, 'x-authy-signature-nonce': nonce }
    const url = `${host.url}/2fa/callback`
    const answer = method === 'GET' ? await fetch(`${url}?${params}`, { headers }) : await fetch(url, { method, headers, body: text })
    await answer.arrayBuffer()
    return answer.status
  }

  const results = (): string[] => host.events.flatMap((event) => (event.type === 'callback' ? [event.result] : []))
  const status = async (): Promise<unknown> => (await ann.get('/2fa/status')).json['status']

  it('make the provider be asked at once', async () => {
    await start()
    await ann.get('/2fa/status')
    await host.phone.answer(ANN, 'approve')
    while (!results().includes('used')) await new Promise((resolve) => setImmediate(resolve))
    while ((await status()) === 'pending') await new Promise((resolve) => setImmediate(resolve))
    expect(await status()).to.equal('approved')
  })

  it('that claim an approval the provider does not know open nothing', async () => {
    await start()
    expect(await send(await body('approved'))).to.equal(200)
    expect((await ann.post('/2fa/complete')).json).to.include({ code: 'not_approved' })
  })

  it('are taken by GET as well', async () => {
    await start()
    expect(await send(await body('approved'), { method: 'GET' })).to.equal(200)
    expect(results()).to.deep.equal(['used'])
  })

  it('with another key, an old nonce or no signature are refused', async () => {
    await start()
    expect(await send(await body('approved'), { key: 'another' })).to.equal(401)
    expect(await send(await body('approved'), { nonce: String(Date.now() / 1000 - 3600) })).to.equal(401)
    expect((await fetch(`${host.url}/2fa/callback`)).status).to.equal(401)
    expect((await fetch(`${host.url}/2fa/callback`, { method: 'POST', body: '{}' })).status).to.equal(401)
    expect(results()).to.deep.equal([])
  })

  it('that were changed after signing are refused', async () => {
    await start()
    const denied = await body('denied')
    expect(await send(denied, { text: JSON.stringify({ ...denied, status: 'approved' }) })).to.equal(401)
  })

  it('count once', async () => {
    await start()
    const [content, nonce] = [await body('approved'), String(Date.now() / 1000)]
    expect([await send(content, { nonce }), await send(content, { nonce })]).to.deep.equal([200, 200])
    expect(results()).to.deep.equal(['used', 'replayed'])
  })

  it('about unknown requests or other people are neutral', async () => {
    await start()
    expect(await send(await body('approved', { uuid: '00000000-0000-0000-0000-000000000000' }))).to.equal(200)
    expect(await send(await body('approved', { authy_id: 999_999 }))).to.equal(200)
    expect(results()).to.deep.equal(['unknown', 'mismatch'])
  })

  it('of other methods are refused', async () => {
    await start()
    for (const method of ['PUT', 'PATCH', 'DELETE', 'HEAD']) expect((await fetch(`${host.url}/2fa/callback`, { method })).status).to.equal(405)
  })

  it('that are too large are refused', async () => {
    await start()
    const answer = await fetch(`${host.url}/2fa/callback`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(1_000_000) })
    expect(answer.status).to.equal(413)
  })

  it('work behind a host that parses every body first', async () => {
    await start()
    const text = JSON.stringify(await body('approved'), null, 2)
    expect(await send(await body('approved'), { text })).to.equal(200)
    expect(results()).to.deep.equal(['used'])
  })

  it('work in front of a host that parses nothing', async () => {
    await start()
    const bare = express().use(host.secondFactor.router)
    const server = bare.listen(0)
    const { port } = server.address() as { port: number }
    const content = await body('approved')
    const nonce = String(Date.now() / 1000)
    const signature = createHmac('sha256', KEY).update(`${nonce}|POST|${host.url}/2fa/callback|${canonicalParams(content)}`).digest('base64')
    const headers = { 'x-authy-signature': signature, 'x-authy-signature-nonce': nonce }
    expect((await fetch(`http://localhost:${port}/2fa/callback`, { method: 'POST', headers, body: JSON.stringify(content) })).status).to.equal(200)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
