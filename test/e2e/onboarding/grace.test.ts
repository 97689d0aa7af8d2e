/** Registered by the university, and given five sign-ins to confirm: to the lockout, or to the proof. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, mailOf, press, startOnboarding, typeCode } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

const SENTENCES = [
  'After this, you can skip 4 more times before it is required.',
  'After this, you can skip 3 more times before it is required.',
  'After this, you can skip 2 more times before it is required.',
  'After this, you can skip 1 more time before it is required.',
  'This is the last time you can sign in without it.',
] as const

const fresher = (username: string, phone: string): ShopPerson => ({
  username,
  phone,
  state: 'pending',
  groups: ['students'],
  created: '2026-09-01T09:00:00Z',
})

describe('Onboarding: mandatory, with grace', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    const people = [fresher('sam', '4155550123'), fresher('sue', '4155550124'), fresher('sol', '4155550125')]
    rig = await startOnboarding({ policy: 'example-app/policies/university.yaml', people })
  })
  after(() => rig.close())

  async function isPrompted(page: Page, sentence: string): Promise<void> {
    await at(page, 'Confirm your phone')
    await page.getByText(sentence, { exact: true }).waitFor()
  }

  async function putOff(name: string, sentence: string): Promise<Page> {
    const page = await rig.signIn(name)
    await isPrompted(page, sentence)
    await press(page, 'Not now')
    await rig.isIn(page)
    return page
  }

  it('[33] counts down over five new browsers, and then locks with help and a reference', async () => {
    for (const sentence of SENTENCES) await (await putOff('sam', sentence)).context().close()
    const page = await rig.signIn('sam')
    await at(page, 'You can’t sign in right now')
    await page.getByText('Two-step sign-in wasn’t set up in time.').waitFor()
    expect(await page.getByRole('link', { name: 'Get help' }).getAttribute('href')).to.equal('https://help.uni.example/2fa')
    expect(await page.getByText(/^Reference: /).innerText()).to.match(/^Reference: \S{6,}$/)
    expect(await page.getByRole('button', { name: 'Not now' }).count()).to.equal(0)
    const refused = await rig.json(page, 'GET', '/api/account')
    expect([refused.status, refused.body['code']]).to.deep.equal([403, 'locked'])
    expect(await rig.phone.messages(mailOf('sam'))).to.deep.equal([])
  })

  it('[33] counts neither reloads, nor tabs, nor programs, nor sign-ins that are left', async () => {
    const page = await rig.signIn('sol')
    for (let times = 0; times < 3; times += 1) await page.reload()
    const tab = await page.context().newPage()
    await tab.goto(`${rig.shop.url}/account`)
    await isPrompted(tab, SENTENCES[0])
    for (const path of ['/2fa', '/api/account', '/account']) expect((await rig.json(page, 'GET', path)).body['remaining'], path).to.equal(5)
    await (await rig.signIn('sol')).context().close()
    await isPrompted(page, SENTENCES[0])
    await press(page, 'Not now')
    await rig.isIn(page)
    await press(tab, 'Not now')
    await rig.isIn(tab)
    expect((await rig.json(page, 'POST', '/2fa/skip')).body['remaining']).to.equal(4)
    for (let times = 0; times < 3; times += 1) await page.reload()
    await putOff('sol', SENTENCES[1])
  })

  it('[34] forgets the count once the phone is confirmed, and charges nothing for trying', async () => {
    await putOff('sue', SENTENCES[0])
    await putOff('sue', SENTENCES[1])
    const wrong = await rig.signIn('sue')
    await isPrompted(wrong, SENTENCES[2])
    await press(wrong, 'Send a request to my phone')
    await wrong.getByText('We sent a request to your Authy app').waitFor()
    await rig.phone.answer(mailOf('sue'), 'deny')
    await at(wrong, 'Sign-in denied')
    await wrong.goto(`${rig.shop.url}/2fa?show=ways`)
    await wrong.getByLabel('Text message').check()
    await press(wrong, 'Continue')
    await wrong.getByLabel(/^Code from/).waitFor()
    await typeCode(wrong, '7654321')
    await wrong.getByText('Not confirmed yet. Your sign-in hasn’t changed.').waitFor()
    await wrong.context().close()
    await rig.phone.advance(60)
    const page = await rig.signIn('sue')
    await isPrompted(page, SENTENCES[2])
    expect((await rig.json(page, 'GET', '/2fa')).body['enrollment']).to.include({ state: 'pending' })
    await press(page, 'Send a request to my phone')
    await page.getByText('We sent a request to your Authy app').waitFor()
    await rig.phone.answer(mailOf('sue'), 'approve')
    await rig.isSetUp(page)
    const next = await rig.signIn('sue')
    await at(next, 'Approve this sign-in')
    expect(await next.getByText('more time').count()).to.equal(0)
    expect((await rig.json(next, 'GET', '/2fa')).body).to.include({ outcome: 'challenge', remaining: null, may_skip: false })
  })
})
