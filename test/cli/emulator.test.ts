import { spawn, spawnSync } from 'node:child_process'
import { on, once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect } from 'chai'

const command = ['--import', 'tsx', 'src/cli/main.ts']

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status, stdout, stderr }
}

describe('CLI: emulator', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`prints its address, tells what reaches phones, and stops on ${signal}`, async () => {
      const child = spawn(process.execPath, [...command, 'emulator', '--port', '0', '--key', 'own'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const exited = once(child, 'exit')
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
      const line = async () => String((await lines.next()).value)
      const address = /http:\/\/localhost:\d+$/.exec(await line())?.[0] ?? ''
      expect(await line())
        .to.include('AUTHY_API_URL')
        .and.include('virtual phone')
      const url = address.replace('localhost', '127.0.0.1')
      const user = 'user[email]=a@b.co&user[cellphone]=3173389302&user[country_code]=1'
      const post = (path: string) => fetch(`${url}${path}`, { method: 'POST', headers: { 'x-authy-api-key': 'own' } })
      // The shape is the emulator's own, tested elsewhere.
      const made = (await (await post(`/protected/json/users/new?${user}`)).json()) as { user: { id: number } }
      await post(`/onetouch/json/users/${made.user.id}/approval_requests?message=Hello`)
      expect(await line()).to.match(/^Text to \+1 …02: Install/)
      expect(await line()).to.equal(`Sign-in request for a@b.co: Hello (approve on ${address})`)
      child.kill(signal)
      const [code] = await exited
      expect(code).to.equal(0)
    })
  }

  it('takes keys in a terminal, and q ends it', async () => {
    // script (util-linux) gives the command a terminal of its own.
    const line = [process.execPath, ...command, 'emulator', '--port', '0'].join(' ')
    const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const lines = createInterface({ input: child.stdout })
    const said = async (part: string) => {
      for await (const [text] of on(lines, 'line')) if (String(text).includes(part)) return
    }
    await said('Keys: a approve')
    const moved = said('Clock: ')
    child.stdin.write('c')
    await moved
    child.stdin.write('q')
    expect((await exited)[0]).to.equal(0)
  })

  for (const [what, args, env] of [
    ['an unknown flag', ['emulator', '--nope'], {}],
    ['a host that is not loopback', ['emulator', '--host', '0.0.0.0'], {}],
    ['a port that is none', ['emulator', '--port', 'x'], {}],
    ['a callback address that is none', ['emulator', '--callback-url', 'x'], {}],
    ['an argument too many', ['emulator', 'x'], {}],
    ['production', ['emulator', '--port', '0'], { NODE_ENV: 'production' }],
    ['an unknown verb', ['nope'], {}],
    ['no verb', [], {}],
  ] as const) {
    it(`exits 2 on ${what}`, () => {
      const { status, stdout, stderr } = run(args, env)
      expect([status, stdout]).to.deep.equal([2, ''])
      expect(stderr).to.not.equal('').and.not.include('    at ')
    })
  }

  it('has help, for all and for the verb', () => {
    const all = run(['--help'])
    const verb = run(['emulator', '--help'])
    expect([all.status, verb.status, all.stderr, verb.stderr]).to.deep.equal([0, 0, '', ''])
    expect(all.stdout).to.include('emulator')
    for (const flag of ['--port', '--host', '--key', '--callback-url', '--magic-numbers'])
      expect(verb.stdout).to.include(flag)
  })
})
