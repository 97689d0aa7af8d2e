/** `doctor` before running applications: a good one, and one that does everything wrong. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { AppAnswers } from '../../src/cli/doctor/app-answers.js'
import { checkApp } from '../../src/cli/doctor/check-app.js'
import { checkContentPolicy } from '../../src/cli/doctor/check-content-policy.js'
import { checkCookies } from '../../src/cli/doctor/check-cookies.js'
import { checkHealth } from '../../src/cli/doctor/check-mounting.js'
import { checkAppClock, checkProxy, checkStream } from '../../src/cli/doctor/check-transport.js'
import type { Finding } from '../../src/cli/doctor/finding.js'
import type { Answer } from '../../src/cli/doctor/probe.js'
import { startHostApp } from '../helpers/host-app.js'

const now = (): number => Date.now()

function statuses(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ check, status }) => [check.replace('app.', ''), status]))
}

function answer(headers: Record<string, string> = {}, more: Partial<Answer> = {}): Answer {
  return { status: 200, headers: new Headers(headers), cookies: [], text: '', askedAt: 0, answeredAt: 0, ...more }
}

describe('doctor: the running application', () => {
  const servers: Server[] = []
  afterEach(async () => {
    await Promise.all(
      servers.splice(0).map((server) => {
        server.closeAllConnections()
        return new Promise((done) => server.close(done))
      }),
    )
  })

  async function serve(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
    const server = createServer(handle)
    servers.push(server)
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it('finds nothing wrong with a good one', async () => {
    const host = await startHostApp({
      routes: (app, secondFactor) =>
        app.get('/healthz', async (_req, res) => {
          res.json(await secondFactor.health())
        }),
    })
    const findings = await checkApp(host.url, '/2fa', now)
    await host.close()
    expect(statuses(findings), findings.map(({ found }) => found).join('\n')).to.deep.equal({
      answers: 'ok', health: 'ok', router: 'ok', no_store: 'ok', assets: 'ok', csp: 'ok', cookie: 'skip', callback: 'ok',
      cross_site: 'ok', public_url: 'ok', stream: 'ok', clock: 'ok', proxy: 'skip',
    })
  })

  it('notices that people would come by another address', async () => {
    const host = await startHostApp()
    const findings = await checkApp(host.url.replace('localhost', '127.0.0.1'), '/2fa', now)
    const elsewhere = await checkApp(host.url, '/other', now)
    await host.close()
    expect(statuses(findings)).to.include({ router: 'ok', public_url: 'warn', health: 'skip' })
    expect(statuses(elsewhere)).to.include({ router: 'fail', assets: 'fail', callback: 'fail' })
  })

  it('finds everything wrong with a bad one', async () => {
    const url = await serve((req, res) => {
      const isForwarded = req.headers['x-forwarded-proto'] === 'https'
      res.setHeader('set-cookie', `connect.sid=1; Path=/${isForwarded ? '; Secure' : ''}`)
      res.setHeader('date', new Date(now() - 60_000).toUTCString())
      if (req.url === '/healthz') {
        res.end(JSON.stringify({ status: 'degraded', policy: { status: 'ok' }, store: { status: 'down' }, provider: { status: 'up' } }))
        return
      }
      res.setHeader('content-type', 'text/html')
      res.setHeader('content-security-policy', ["default-src 'self'", "script-src 'nonce-1'"])
      res.statusCode = req.url === '/' ? 500 : 200
      res.end('<p>Welcome</p>')
    })
    expect(statuses(await checkApp(url, '/2fa', now))).to.deep.equal({
      answers: 'warn', health: 'fail', router: 'fail', no_store: 'fail', assets: 'fail', csp: 'fail', cookie: 'fail', callback: 'fail',
      cross_site: 'fail', public_url: 'skip', stream: 'ok', clock: 'fail', proxy: 'warn',
    })
  })

  it('fails when nobody answers, and says so when nobody was named', async () => {
    expect(statuses(await checkApp('http://127.0.0.1:1', '/2fa', now))).to.deep.equal({ answers: 'fail' })
    expect(statuses(await checkApp(null, '/2fa', now))).to.deep.equal({ app: 'skip' })
  })

  it('reads the policies of browsers, each one', () => {
    const csp = (header: string | null, origin = 'https://shop.example'): string => {
      const page = answer({ 'content-type': 'text/html', ...(header !== null && { 'content-security-policy': header }) })
      return checkContentPolicy({ page, origin, path: '/2fa' }).status
    }
    const fine = ["default-src 'self'", "script-src 'self'; object-src 'none'", 'script-src https:', 'script-src https://shop.example', 'script-src *.example']
    expect(fine.map((header) => csp(header))).to.deep.equal(fine.map(() => 'ok'))
    const blocked = ["script-src 'none'", "default-src 'none'", "script-src 'self' 'strict-dynamic' 'nonce-1'", 'script-src https://cdn.example', "default-src 'self'; style-src 'none'", "script-src-elem 'none'; script-src 'self'", "default-src 'self'; form-action 'none'", "connect-src 'none'"]
    expect(blocked.map((header) => csp(header))).to.deep.equal(blocked.map(() => 'fail'))
    expect(csp("default-src 'self', script-src 'none'")).to.equal('fail')
    expect(csp("default-src 'self', script-src 'self'")).to.equal('ok')
    expect(csp("script-src 'self' 'unsafe-inline'")).to.equal('warn')
    expect(csp("script-src 'self' 'unsafe-inline', default-src 'self'")).to.equal('ok')
    expect(csp('script-src https:', 'http://shop.example')).to.equal('fail')
    expect(csp(null)).to.equal('warn')
    expect(checkContentPolicy({ page: answer(), origin: 'http://a.example', path: '/2fa' }).status).to.equal('skip')
  })

  it('judges the session cookie, and no other', () => {
    const cookie = (text: string, origin = 'https://shop.example'): string =>
      checkCookies({ home: answer({}, { cookies: [text] }), page: 'ECONNRESET', origin }).status
    expect(cookie('connect.sid=1; Path=/; HttpOnly; Secure; SameSite=Lax')).to.equal('ok')
    expect(cookie('connect.sid=1; HttpOnly; SameSite=Lax')).to.equal('fail')
    expect(cookie('connect.sid=1; HttpOnly; SameSite=Lax', 'http://localhost:3000')).to.equal('ok')
    expect(cookie('connect.sid=1; Secure; SameSite=Lax')).to.equal('fail')
    expect(cookie('connect.sid=1; HttpOnly; Secure')).to.equal('warn')
    expect(cookie('connect.sid=1; HttpOnly; Secure; SameSite=None')).to.equal('warn')
    expect(cookie('csrf=1')).to.equal('skip')
  })

  it('reads health, compression, clocks and proxies', () => {
    const health = (text: string): string => checkHealth({ health: answer({}, { text }) }).status
    const parts = { policy: { status: 'ok' }, store: { status: 'up' }, provider: { status: 'down' } }
    expect(health(JSON.stringify({ status: 'degraded', ...parts }))).to.equal('warn')
    expect(health('OK')).to.equal('skip')
    const gzip = answer({ 'content-encoding': 'gzip' })
    expect(checkStream({ home: answer(), styles: gzip, script: 'ECONNRESET' }).status).to.equal('skip')
    const at = (ms: number): string => checkAppClock({ home: answer({ date: new Date(ms).toUTCString() }) }).status
    expect([at(0), at(5000), at(-40_000)]).to.deep.equal(['ok', 'warn', 'fail'])
    expect(checkAppClock({ home: answer() }).status).to.equal('skip')
    const proxied = (more: Partial<Answer>, home = answer()): string => checkProxy({ home, forwarded: answer({}, more) } satisfies Pick<AppAnswers, 'home' | 'forwarded'>).status
    expect(proxied({ text: 'https://doctor.invalid/login' })).to.equal('fail')
    expect(proxied({}, answer({}, { status: 301 }))).to.equal('warn')
    expect(proxied({ status: 503 })).to.equal('skip')
  })
})
