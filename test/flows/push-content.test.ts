/** What the approval request says: policy's lines, the host's additions, and what they may not do. */
import { expect } from 'chai'
import type { SecondFactorOptions } from 'passport-authy'
import { clean } from '../../src/flows/push-content.js'
import { policyWith, startHostApp } from '../helpers/host-app.js'
import type { HostApp } from '../helpers/host-app.js'
import type { Approval } from '../helpers/phone.js'

const ANN = 'ann@shop.example'
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

function showing(...show: string[]): object {
  const push = { show, match_code: 'display' }
  const defaults = { challenge: { when: 'every_login', methods: ['push'], push } }
  return policyWith({ defaults, rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })
}

describe('What the phone shows', () => {
  let host: HostApp
  afterEach(() => host.close())

  async function pushed(options: Partial<SecondFactorOptions>, policy = showing('app', 'place', 'browser')): Promise<Approval> {
    host = await startHostApp({ policy, options })
    await host.person().post('/login', { username: 'ann', password: 'x' }, { 'user-agent': CHROME })
    const [approval] = await host.phone.approvals(ANN)
    if (approval === undefined) throw new Error('No request arrived.')
    return approval
  }

  it('what policy lists, and nothing else', async () => {
    const { message, details } = await pushed({ place: () => 'Lisbon, Portugal' })
    expect(message).to.equal('Sign-in to Shop')
    expect(details).to.have.all.keys('Code', 'App', 'Place', 'Browser')
    expect(details).to.include({ App: 'Shop', Place: 'Lisbon, Portugal', Browser: 'Chrome on Linux' })
    expect(details?.['Code']).to.match(/^\d\d$/)
  })

  it('is in the language of the person', async () => {
    const words = { de: { 'push.sign_in': 'Anmeldung bei {app}', 'push.app': 'Anwendung' } }
    const user = (user: Express.User): { id: string; locale: string } => ({ id: user.id, locale: 'de-AT' })
    const { message, details } = await pushed({ words, user })
    expect(message).to.equal('Anmeldung bei Shop')
    expect(details).to.include({ Anwendung: 'Shop' })
  })

  it('no place is asked for where policy shows none', async () => {
    const asked: string[] = []
    const { details } = await pushed({ place: (ip) => { asked.push(ip); return 'Lisbon' } }, showing('app'))
    expect(details).to.have.all.keys('Code', 'App')
    expect(asked).to.deep.equal([])
  })

  it('the host adds message, lines, hidden lines and pictures', async () => {
    const logos = [{ resolution: 'default', url: 'https://shop.example/logo.png' }] as const
    const approval = await pushed({ push: ({ userId, purpose }) => ({ message: `Hello ${userId}`, details: { Why: purpose }, hiddenDetails: { order: '17' }, logos }) })
    expect(approval.message).to.equal('Hello ann')
    expect(approval.details).to.include({ Why: 'sign_in', App: 'Shop' })
    expect(approval.hidden_details).to.include({ order: '17' }).and.to.have.property('transaction')
    expect(approval).to.have.deep.property('logos', [{ res: 'default', url: 'https://shop.example/logo.png' }])
  })

  it('the host cannot take the place of our lines, nor hide or turn text, nor flood', async () => {
    const flood = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`line ${at}`, 'x']))
    const details = { code: '00', ＣＯＤＥ: '00', App: 'Bank', 'a\u202Eb': 'c\u202Ed', ['k'.repeat(50)]: 'v'.repeat(500), ...flood }
    const hiddenDetails = { transaction: 'mine', revision: 'mine' }
    const approval = await pushed({ push: () => ({ message: 'm'.repeat(500), details, hiddenDetails }) })
    const keys = Object.keys(approval.details ?? {})
    expect(keys.filter((key) => key.normalize('NFKC').toLowerCase() === 'code')).to.deep.equal(['Code'])
    expect(approval.details).to.include({ App: 'Shop', 'a b': 'c d', [`${'k'.repeat(19)}…`]: `${'v'.repeat(79)}…` })
    expect(keys.length).to.be.at.most(14)
    expect(approval.message).to.have.length(144)
    expect(approval.hidden_details?.['transaction']).to.not.equal('mine')
    expect(approval.hidden_details?.['revision']).to.not.equal('mine')
  })

  for (const [what, push] of [
    ['throws', () => { throw new Error('ann@shop.example') }],
    ['rejects', () => Promise.reject(new Error('x'))],
    ['answers nonsense', () => ({ details: { a: 1 } }) as never],
    ['hides what would be cut', () => ({ hiddenDetails: { digest: 'd'.repeat(201) } })],
    ['never answers', () => new Promise<never>(() => undefined)],
  ] as const) {
    it(`a function that ${what} costs its additions, not the sign-in`, async () => {
      const approval = await pushed({ push })
      expect(approval.message).to.equal('Sign-in to Shop')
      expect(approval.details).to.include({ App: 'Shop' })
      expect(host.events.filter(({ type }) => type === 'push_content_failed')).to.have.length(1)
    })
  }

  it('pictures without a default, or not over https, are left out', async () => {
    const logos = [{ resolution: 'default', url: 'http://shop.example/a.png' }, { resolution: 'low', url: 'https://shop.example/b.png' }] as const
    expect(await pushed({ push: () => ({ logos }) })).to.have.property('logos', null)
  })

  it('loses characters that hide or turn text', () => {
    expect(clean('Pay\u202e10\u0000\r\n to \u200bann', 80)).to.equal('Pay 10 to ann')
  })

  it('is cut by characters, and says so', () => {
    expect(clean('😀'.repeat(10), 4)).to.equal('😀😀😀…')
    expect(clean('short', 80)).to.equal('short')
  })
})
