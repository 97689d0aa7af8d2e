import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { AuthyProvider } from '../../../src/adapters/authy/authy-provider.js'
import { createRequester } from '../../../src/adapters/authy/request.js'
import { malfunctionOf } from './malfunction.js'
import { failure, reply, startScriptedServer, type ScriptedServer } from './scripted-server.js'

const KEY = 'd57d919d11e6b221c9bf6f7c882028f9'
const ID = '28894864'
const CODE = '7654321'
const VALID = JSON.stringify({ message: 'Token is valid.', token: 'is valid', success: 'true' })

describe('requests to Authy', () => {
  let server: ScriptedServer
  let provider: AuthyProvider
  beforeEach(async () => {
    server = await startScriptedServer()
    provider = new AuthyProvider({ apiKey: KEY, apiUrl: server.url, timeoutMs: 300, connections: 2 })
  })
  afterEach(async () => {
    await provider.close()
    await server.close()
  })

  const failing = async () => {
    const error = await malfunctionOf(provider.verifyCode(ID, CODE))
    expect(error.code).to.equal('provider_unavailable')
    for (const secret of [KEY, ID, CODE]) expect(inspect(error, { depth: 10, showHidden: true })).to.not.contain(secret)
    return error.message
  }
  const working = async () => {
    server.answer = reply(200, VALID)
    expect(await provider.verifyCode(ID, CODE)).to.deep.equal({ kind: 'valid' })
  }

  for (const status of [500, 502, 503, 504]) {
    it(`ends in a malfunction on ${status}, with or without JSON`, async () => {
      server.answer = reply(status, '<html>Bad gateway</html>')
      expect(await failing()).to.match(new RegExp(`: status ${status}$`))
      server.answer = reply(status, failure('60052'), { 'retry-after': '5' })
      expect(await failing()).to.match(new RegExp(`: status ${status}, error code 60052$`))
      expect(await malfunctionOf(provider.lookUp(ID))).to.include({ retryAfterSeconds: 5 })
      await working()
    })
  }

  it('asks once, whatever the answer', async () => {
    server.answer = reply(503, 'later')
    await failing()
    server.answer = (request) => request.socket.destroy()
    await failing()
    expect(server.asked).to.have.length(2)
  })

  it('follows no redirect and sends the key nowhere else', async () => {
    const other = await startScriptedServer()
    for (const status of [301, 302, 303, 307, 308]) {
      server.answer = reply(status, VALID, { location: `${other.url}/protected/json/verify/1/1` })
      expect(await failing()).to.contain(`status ${status}`)
    }
    expect(other.asked).to.deep.equal([])
    await other.close()
  })

  it('gives up at the deadline when there is no answer', async () => {
    server.answer = () => undefined
    const started = performance.now()
    expect(await failing()).to.contain('no answer within 300 ms')
    expect(performance.now() - started).to.be.within(250, 1_500)
    await working()
  })

  it('gives up at the deadline in the middle of the body, and lets go of the connection', async () => {
    let closed: Promise<unknown> = Promise.reject(new Error('never asked'))
    closed.catch(() => undefined)
    server.answer = (_, response) => {
      closed = once(response, 'close')
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write(VALID.slice(0, 20))
    }
    expect(await failing()).to.contain('no answer within 300 ms')
    await closed
    await working()
  })

  it('gives up at the deadline when the body comes a byte at a time', async () => {
    server.answer = (_, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(timer))
    }
    expect(await failing()).to.contain('no answer within 300 ms')
  })

  it('reads no more than 64 kB', async () => {
    let written = 0
    let closed: Promise<unknown> = Promise.reject(new Error('never asked'))
    closed.catch(() => undefined)
    server.answer = (_, response) => {
      closed = once(response, 'close')
      const chunk = Buffer.alloc(16_384, ' ')
      const fill = () => {
        while (!response.destroyed && written < 100_000_000) {
          written += chunk.length
          if (!response.write(chunk)) return void response.once('drain', fill)
        }
        response.end()
      }
      fill()
    }
    expect(await failing()).to.contain('an answer over 65536 bytes')
    await closed
    expect(written).to.be.below(20_000_000)
    await working()
  })

  it('does not unpack a compressed body', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(gzipSync(VALID.padEnd(10_000_000)))
    }
    expect(await failing()).to.contain('status 200, but not the answer to this call')
    expect(server.asked[0]?.headers).to.not.have.property('accept-encoding')
  })

  it('ends in a malfunction when the body is cut short', async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(VALID, () => response.socket?.destroy())
    }
    expect(await failing()).to.contain('UND_ERR_SOCKET')
    await working()
  })

  it('ends in a malfunction when the connection is refused, and works again later', async () => {
    const { port } = new URL(server.url)
    await server.close()
    expect(await failing()).to.match(/ECONNREFUSED|UND_ERR_SOCKET/)
    expect(await failing()).to.match(/ECONNREFUSED/)
    server = await startScriptedServer(Number(port))
    await working()
  })

  it('ends in a malfunction when the other side speaks no HTTP or no TLS', async () => {
    const noise: Server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n')
    })
    noise.listen(0, '127.0.0.1')
    await once(noise, 'listening')
    const { port } = noise.address() as AddressInfo // listens on TCP
    for (const scheme of ['http', 'https']) {
      const lost = new AuthyProvider({ apiKey: KEY, apiUrl: `${scheme}://127.0.0.1:${port}`, timeoutMs: 1_000 })
      const error = await malfunctionOf(lost.verifyCode(ID, CODE))
      expect(error.code).to.equal('provider_unavailable')
      expect(inspect(error, { depth: 10 })).to.not.contain(KEY).and.not.contain(CODE)
      await lost.close()
    }
    noise.close()
    await once(noise, 'close')
  })

  it('refuses at once what would have to wait behind too many others', async () => {
    server.answer = () => undefined
    const waiting = Array.from({ length: 10 }, () => failing())
    const started = performance.now()
    const error = await malfunctionOf(provider.lookUp(ID))
    expect(performance.now() - started).to.be.below(100)
    expect(error).to.include({ code: 'provider_not_asked', retryAfterSeconds: 1 })
    expect(error.message).to.contain('too many calls at once')
    await Promise.all(waiting)
    await working()
  })

  it('keeps its connections, and no more than it may', async () => {
    const sockets = new Set<number | undefined>()
    server.answer = (request, response) => {
      sockets.add(request.socket.remotePort)
      response.end(VALID)
    }
    await Promise.all(Array.from({ length: 10 }, () => provider.verifyCode(ID, CODE)))
    for (let i = 0; i < 10; i += 1) await provider.verifyCode(ID, CODE)
    expect(sockets.size).to.be.within(1, 2)
  })

  it('keeps a path in front of the API', async () => {
    const behind = new AuthyProvider({ apiKey: KEY, apiUrl: `${server.url}/authy/` })
    server.answer = reply(200, VALID)
    await behind.verifyCode(ID, CODE)
    expect(server.asked[0]?.line).to.equal(`GET /authy/protected/json/verify/${CODE}/${ID}?force=true`)
    await behind.close()
  })

  it('may be closed twice, and then asks no more', async () => {
    await provider.close()
    await provider.close()
    await failing()
    expect(server.asked).to.deep.equal([])
  })

  it('fills a path with harmless text only, whatever a caller lets through', async () => {
    const settings = { baseUrl: new URL(server.url), apiKey: KEY, timeoutMs: 300, connections: 1 }
    const requester = createRequester(settings)
    for (const id of ['..', '.', 'a/b', 'a%2e', 'a?b', 'a#b', '', 'a b', 'a\r\nHost: x', ['5'] as unknown as string]) {
      const error = await malfunctionOf(requester.request({ method: 'GET', path: '/x/{id}', params: { id } }))
      expect(error.message).to.equal('Authy, GET /x/{id}: not a valid id')
    }
    await malfunctionOf(requester.request({ method: 'GET', path: '/x/{id}', params: {} }))
    expect(server.asked).to.deep.equal([])
    await requester.close()
  })
})
