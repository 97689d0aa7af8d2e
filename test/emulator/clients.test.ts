/** The two published npm clients, every method they have, against the emulator. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect } from 'chai'
import { startReceiver, startRig, type Rig } from './rig.js'

const folder = 'test/clients'
const phone = '317-338-9302'

/** Untyped packages of another age; a method that is missing fails its test. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function load(name: string): any {
  if (!existsSync(`${folder}/node_modules`)) {
    throw new Error(`The clients are not installed. Type: npm ci --prefix ${folder} --ignore-scripts`)
  }
  return createRequire(resolve(folder, 'package.json'))(name)
}

describe('Emulator: npm authy 1.4.0', () => {
  let rig: Rig
  let called: Set<string>
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let client: any
  before(async () => {
    rig = await startRig()
    client = load('authy')('demo_key', rig.emulator.url)
    called = new Set()
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(() => rig.close())

  /** Calls a method; the answer is the error where there is one. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  function call(method: string, ...args: unknown[]): Promise<any> {
    called.add(method)
    const [name = '', inner] = method.split('.')
    const owner = inner === undefined ? client : client[name]()
    return new Promise((done) => owner[inner ?? name](...args, (error: unknown, body: unknown) => done(error ?? body)))
  }
  const register = async (...args: unknown[]) =>
    (await call('register_user', 'ann@shop.example', phone, ...args)).user.id as number

  it('registers, with and without country and link', async () => {
    const id = await register()
    expect(await register('1')).to.equal(id)
    expect(await register(false)).to.equal(id)
    expect(await register('1', false)).to.equal(id)
    expect((await rig.control('GET', '/_/messages')).json).to.have.length(2)
    expect(await call('register_user', '', '', '-100')).to.include({ success: false, email: 'is invalid' })
  })

  it('asks for the status', async () => {
    expect((await call('user_status', await register())).message).to.equal('User status.')
    expect((await call('user_status', 'tony')).message).to.equal('User not found.')
  })

  it('sends texts and calls', async () => {
    const id = await register()
    expect((await call('request_sms', id)).ignored).to.equal(true)
    expect((await call('request_sms', id, true)).message).to.equal('SMS token was sent')
    expect((await call('request_call', id)).ignored).to.equal(true)
    expect((await call('request_call', id, true)).message).to.equal('Call started...')
  })

  it('verifies', async () => {
    const id = await register()
    await call('request_sms', id, true)
    const code = await rig.lastCode()
    expect((await call('verify', id, '0000000')).token).to.equal('is valid')
    expect((await call('verify', id, '0000000', true)).message).to.equal('Token is invalid')
    expect((await call('verify', id, code, true)).token).to.equal('is valid')
    expect((await call('verify', id, '0000000')).message).to.equal('Token is invalid')
  })

  it('asks for approval and polls', async () => {
    const id = await register()
    const payload = { message: 'Sign in?', details: { User: 'ann' }, seconds_to_expire: 120 }
    const logos = [
      { res: 'default', url: 'https://x.test/1.png' },
      { res: 'low', url: 'https://x.test/2.png' },
    ]
    const { approval_request: request } = await call('send_approval_request', id, payload, { ip: '203.0.113.9' }, logos)
    const [approval] = (await rig.control('GET', `/_/approvals?authy_id=${id}`)).json
    expect(approval).to.deep.include({ details: { User: 'ann' }, hidden_details: { ip: '203.0.113.9' }, logos })
    const { approval_request: state } = await call('check_approval_status', request.uuid)
    expect(state).to.include({ status: 'pending', seconds_to_expire: 120 })
    const bare = await call('send_approval_request', id, { message: 'Hi' }, null, null)
    expect(bare.success).to.equal(true)
  })

  it('verifies phones, with a body on GET', async () => {
    expect((await call('phones.verification_start', phone, '1', { via: 'sms', code_length: '6' })).success).to.equal(
      true,
    )
    const code = await rig.lastCode()
    expect(code).to.match(/^\d{6}$/)
    expect((await call('phones.verification_status', phone, '1')).status).to.equal('pending')
    expect((await call('phones.verification_check', phone, '1', code)).message).to.equal(
      'Verification code is correct.',
    )
    expect((await call('phones.info', phone, '1')).type).to.equal('cellphone')
  })

  it('deletes', async () => {
    expect((await call('delete_user', await register())).message).to.equal('User removed from application')
  })

  it('was called by every method it has', () => {
    const own = Object.keys(Object.getPrototypeOf(client) as object).filter(
      (name) => name !== '_request' && name !== 'phones',
    )
    const phones = Object.keys(client.phones() as object).map((name) => `phones.${name}`)
    expect([...called]).to.have.members([...own, ...phones])
  })

  it('passes its own suite, unmodified, through a proxy (E4, E35)', async () => {
    const sandbox = await startRig({ key: '0cd08abec2e9b9641e40e9470a7fc336' })
    await sandbox.control('PATCH', '/_/settings', { classic_sandbox: true })
    const env = { ...process.env, HTTP_PROXY: sandbox.emulator.url, NO_PROXY: '', no_proxy: '' }
    const child = spawn(process.execPath, ['run-authy-suite.cjs'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    await once(child, 'close')
    await sandbox.close()
    const lines = output.trim().split('\n')
    expect(lines.filter((line) => !line.startsWith('ok '))).to.deep.equal([])
    expect(lines).to.have.length(19)
  })
})

describe('Emulator: npm authy-client 1.1.4', () => {
  let rig: Rig
  let called: Set<string>
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  let client: any
  before(async () => {
    rig = await startRig()
    const { Client } = load('authy-client')
    client = new Client({ key: 'demo_key' }, { host: rig.emulator.url })
    called = new Set()
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(() => rig.close())

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  function call(method: string, ...args: unknown[]): Promise<any> {
    called.add(method)
    return client[method](...args)
  }
  const failure = (answer: Promise<unknown>) =>
    answer.then(
      () => null,
      // The package's own errors carry the body of the answer.
      (error: unknown) => (error as { body?: { error_code?: string } }).body?.error_code,
    )
  const register = async () =>
    (await call('registerUser', { countryCode: 'US', email: 'ann@shop.example', phone })).user.id as number

  it('registers and asks for the status', async () => {
    const id = await register()
    expect((await call('getUserStatus', { authyId: id }, { ip: '203.0.113.9' })).status.authy_id).to.equal(id)
    expect(await failure(call('getUserStatus', { authyId: 7 }))).to.equal('60026')
  })

  it('sends texts and calls', async () => {
    const authyId = await register()
    expect((await call('requestSms', { authyId })).ignored).to.equal(true)
    expect((await call('requestSms', { authyId }, { force: true, action: 'pay', message: 'Pay' })).ignored).to.equal(
      undefined,
    )
    expect((await call('requestCall', { authyId })).ignored).to.equal(true)
    expect((await call('requestCall', { authyId }, { force: true })).message).to.equal('Call started...')
  })

  it('verifies', async () => {
    const authyId = await register()
    const { code } = (await rig.control('GET', `/_/users/${authyId}/softtoken`)).json
    expect(await failure(call('verifyToken', { authyId, token: '0000000' }, { force: true }))).to.equal('60020')
    expect((await call('verifyToken', { authyId, token: code }, { force: true })).token).to.equal('is valid')
    expect(await failure(call('verifyToken', { authyId, token: code }, { force: true }))).to.equal('60019')
  })

  it('asks for approval and polls until it is answered', async () => {
    const authyId = await register()
    const logos = [{ res: 'default', url: 'https://x.test/1.png' }]
    const details = { visible: { User: 'ann' }, hidden: { ip: '203.0.113.9' } }
    const made = await call('createApprovalRequest', { authyId, details, logos, message: 'Sign in?' }, { ttl: 120 })
    const id = made.approval_request.uuid
    expect((await call('getApprovalRequest', { id })).approval_request.status).to.equal('pending')
    await rig.control('POST', `/_/approvals/${id}`, { answer: 'approve' })
    expect((await call('getApprovalRequest', { id })).approval_request.status).to.equal('approved')
  })

  it('verifies a callback of 2016; it was never taught the newer ones', async () => {
    const app = await startReceiver()
    await rig.control('POST', '/_/callback-url', { url: app.url })
    await rig.control('POST', '/_/faults', [{ stage: 'callback', kind: 'shape_2016', times: 1 }])
    const authyId = await register()
    const seen = []
    for (const attempt of [1, 2]) {
      const uuid = await rig.push(authyId, { details: { attempt: String(attempt) } })
      await rig.control('POST', `/_/approvals/${uuid}`, { answer: 'approve' })
      const { body, headers, method, url } = await app.next()
      const request = { body: JSON.parse(body), headers, method, protocol: 'http', url }
      seen.push(
        await call('verifyCallback', request).then(
          () => 'verified',
          // The package's own errors name what failed.
          (error: unknown) => Object.keys((error as { errors: object }).errors),
        ),
      )
    }
    await app.close()
    expect(seen).to.deep.equal(['verified', ['body']])
  })

  it('asks for the application and its figures', async () => {
    await register()
    expect((await call('getApplicationDetails')).app.name).to.equal('Passport Authy emulator')
    expect((await call('getApplicationStatistics')).total_users).to.equal(1)
  })

  it('verifies phones', async () => {
    expect((await call('startPhoneVerification', { countryCode: 'US', phone, via: 'sms' })).success).to.equal(true)
    const token = await rig.lastCode()
    expect((await call('verifyPhone', { countryCode: 'US', phone, token })).success).to.equal(true)
    expect((await call('getPhoneInformation', { countryCode: 'US', phone })).type).to.equal('cellphone')
  })

  it('notes activities and deletes', async () => {
    const authyId = await register()
    expect((await call('registerActivity', { authyId, type: 'banned', data: { reason: 'test' } })).success).to.equal(
      true,
    )
    expect((await call('deleteUser', { authyId })).success).to.equal(true)
  })

  it('was called by every method it has', () => {
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(client)).filter((name) => name !== 'constructor')
    expect([...called]).to.have.members(own)
  })
})
