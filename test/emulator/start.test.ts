import { once } from 'node:events'
import { createConnection } from 'node:net'
import { expect } from 'chai'
import { startEmulator, type EmulatorOptions } from '../../src/emulator/index.js'
import { send, startRig } from './rig.js'

const refusalOf = (options: EmulatorOptions) =>
  startEmulator({ port: 0, ...options }).then(
    (emulator) => emulator.close().then(() => null),
    (error: unknown) => (error instanceof Error ? error.message : null),
  )

describe('Emulator: start and stop', () => {
  it('answers within a second of being started', async () => {
    const startedAt = performance.now()
    const rig = await startRig()
    const id = await rig.register()
    const ms = performance.now() - startedAt
    await rig.close()
    expect(id).to.be.a('number')
    expect(ms).to.be.lessThan(1000)
  })

  it('refuses to start in production', async () => {
    expect(await refusalOf({ env: { NODE_ENV: 'production' } })).to.match(/NODE_ENV=production/)
    expect(await refusalOf({ env: { NODE_ENV: 'test' } })).to.equal(null)
  })

  for (const host of ['0.0.0.0', '::', 'example.com', '192.0.2.1', '127.evil.example', '']) {
    it(`E52 refuses to listen on "${host}"`, async () => {
      expect(await refusalOf({ host })).to.match(/loopback only/)
    })
  }

  for (const host of ['127.0.0.1', 'localhost', '127.0.0.2']) {
    it(`E52 listens on ${host}`, async () => {
      const emulator = await startEmulator({ port: 0, host })
      const health = await send(`${emulator.url}/_/healthz`)
      await emulator.close()
      expect(health.json.emulator).to.equal('passport-authy')
    })
  }

  it('refuses a strange port or callback address', async () => {
    expect(await refusalOf({ port: 70_000 })).to.match(/port/)
    expect(await refusalOf({ callbackUrl: 'shop.example/callback' })).to.match(/http:\/\//)
  })

  it('rejects when the port is taken', async () => {
    const first = await startEmulator({ port: 0 })
    const message = await refusalOf({ port: first.port })
    await first.close()
    expect(message).to.match(/EADDRINUSE/)
  })

  it('closes every connection, and may be closed twice', async () => {
    const emulator = await startEmulator({ port: 0 })
    const socket = createConnection(emulator.port, '127.0.0.1')
    await once(socket, 'connect')
    const closed = once(socket, 'close')
    await emulator.close()
    await closed
    await emulator.close()
    expect(socket.destroyed).to.equal(true)
  })
})
