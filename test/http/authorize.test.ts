/** Sockets: refused without a second factor, and ended when it no longer counts. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { expect } from 'chai'
import type { SecondFactor } from 'passport-authy'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'

const ANN = 'ann@shop.example'
const POLICY = policyWith({
  step_up: [{ id: 'live', match: { paths: ['/live/**'] }, max_age: '10m' }],
  rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }],
})

describe('The gate for sockets', () => {
  let host: HostApp
  let server: Server
  const sockets: Socket[] = []

  beforeEach(async () => {
    host = await startHostApp({
      policy: POLICY,
      options: { loadUser: (id) => ({ id }) as unknown as Express.User },
      routes: (app, secondFactor, own) => {
        app.post('/api/login', own.authenticate('local', { session: false }), secondFactor.begin({ bearer: true }))
        app.post('/api/logout', (req, res, next) => {
          secondFactor.logout(req).then(() => res.json({}), next)
        })
      },
    })
    server = await socketServer(host.secondFactor)
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy()
    await new Promise((done) => server.close(done))
    await host.close()
  })

  async function token(): Promise<string> {
    const { mfa_token: mfa } = (await host.person().post('/api/login', { username: 'ann', password: 'x' })).json
    await host.phone.answer(ANN, 'approve')
    const done = await host.person().post('/2fa/complete', {}, { authorization: `Bearer ${String(mfa)}` })
    return String(done.json['second_factor_token'])
  }

  /** Opens a socket; `next` waits for what comes over it. */
  function open(bearer: string, path = '/chat'): { next: () => Promise<string> } {
    const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    sockets.push(socket)
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${bearer}\r\n\r\n`)
    const next = (): Promise<string> => new Promise((resolve) => socket.once('data', (data: Buffer) => resolve(data.toString())))
    return { next }
  }

  it('lets nobody in without a factor, and says why', async () => {
    expect(await open('nothing').next()).to.equal('refused not_signed_in')
    const { mfa_token: mfa } = (await host.person().post('/api/login', { username: 'ann', password: 'x' })).json
    expect(await open(String(mfa)).next()).to.equal('refused not_signed_in')
  })

  it('opens with one, and ends with logout', async () => {
    const bearer = await token()
    const socket = open(bearer)
    expect(await socket.next()).to.equal('open ann')
    const ended = socket.next()
    await host.person().post('/api/logout', {}, { authorization: `Bearer ${bearer}` })
    expect(await ended).to.equal('ended second_factor_required')
  })

  it('ends with revocation', async () => {
    const socket = open(await token())
    await socket.next()
    const ended = socket.next()
    await host.secondFactor.revoke('ann')
    expect(await ended).to.equal('ended second_factor_required')
  })

  it('asks for what the path needs', async () => {
    const bearer = await token()
    await host.phone.advance(601)
    expect(await open(bearer, '/live/prices').next()).to.equal('refused second_factor_required')
    expect(await open(bearer, '/chat').next()).to.equal('open ann')
  })
})

async function socketServer(secondFactor: SecondFactor): Promise<Server> {
  const server = createServer()
  server.on('upgrade', (req, socket) => {
    socket.on('error', () => undefined).on('end', () => socket.destroy())
    void secondFactor.authorize(req).then((answer) => {
      if (!answer.allowed) {
        socket.end(`refused ${answer.code}`)
        return
      }
      socket.write(`open ${answer.userId}`)
      const stop = answer.watch((code) => socket.end(`ended ${code}`))
      socket.on('close', stop)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return server
}
