/** Declining within grace: an honest page, a message, and peace until the day that policy names. */
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { at, DAY_SECONDS, expectSameSize, mailOf, press, startOnboarding } from './rig.js'
import type { OnboardingRig, ShopPerson } from './rig.js'

const CARD = { has_stored_card: true }

const PEOPLE: readonly ShopPerson[] = [
  { username: 'cora', attributes: CARD },
  { username: 'carl', attributes: CARD, state: 'pending', phone: '4155550123' },
]

/** Words that make people feel bad about their answer. */
const GUILT = /sure\?|risk|unsafe|unprotected|danger|regret|don’t care|no thanks|hacker|sorry|miss out|recommend/i

describe('Onboarding: opting out within grace', function () {
  this.timeout(20_000)
  let rig: OnboardingRig

  before(async function () {
    this.timeout(60_000)
    rig = await startOnboarding({ policy: 'example-app/policies/consumer.yaml', people: PEOPLE })
  })
  after(() => rig.close())

  async function turnOff(page: Page): Promise<void> {
    await page.getByRole('link', { name: 'Turn this off for my account' }).click()
    await at(page, 'Turn off two-step sign-in?')
    await press(page, 'Turn it off')
    await rig.isIn(page)
  }

  it('[35] asks with equal answers and no guilt', async () => {
    const page = await rig.signIn('cora')
    await at(page, 'Two-step sign-in is now required')
    await expectSameSize(page, 'Set up now', 'Not now')
    expect(await page.getByRole('dialog').innerText()).not.to.match(GUILT)
    await page.getByRole('link', { name: 'Turn this off for my account' }).click()
    await at(page, 'Turn off two-step sign-in?')
    await expectSameSize(page, 'Keep it on', 'Turn it off')
    const again = new Date(Date.now() + 180 * DAY_SECONDS * 1000).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
    await page.getByText(`You can turn it on again at any time. We will ask you again on ${again}.`).waitFor()
    const looks = await Promise.all(['Keep it on', 'Turn it off'].map((name) => page.getByRole('button', { name }).evaluate('(button) => { const { color, backgroundColor, borderColor, fontWeight } = getComputedStyle(button); return [color, backgroundColor, borderColor, fontWeight] }')))
    expect(looks[0]).to.deep.equal(looks[1])
    expect(await page.getByRole('button').first().innerText()).to.equal('Keep it on')
    expect(await page.getByRole('dialog').innerText()).not.to.match(GUILT)
    await press(page, 'Keep it on')
    await at(page, 'Two-step sign-in is now required')
    await page.context().close()
  })

  for (const { username: name, state } of PEOPLE) {
    it(`[35] respects the answer of somebody ${state === 'pending' ? 'registered in advance' : 'without a phone'}, and asks once when the time is over`, async () => {
      const page = await rig.signIn(name)
      await turnOff(page)
      expect(await rig.letter(page, 'Two-step sign-in is off')).to.include('You can turn it on again at any time.')
      await rig.isIn(await rig.signIn(name))
      await rig.phone.advance(179 * DAY_SECONDS)
      await rig.isIn(await rig.signIn(name))
      await rig.phone.advance(DAY_SECONDS)
      const again = await rig.signIn(name)
      await again.getByText('After this, you can skip 4 more times before it is required.').waitFor()
      await turnOff(again)
      await rig.isIn(await rig.signIn(name))
      await rig.phone.advance(179 * DAY_SECONDS)
      await rig.isIn(await rig.signIn(name))
      expect(await rig.mail(again)).to.have.length(2)
    })
  }

  it('sends nothing to a phone that only stands in the register', async () => {
    expect([await rig.phone.messages(mailOf('carl')), await rig.phone.approvals(mailOf('carl'))]).to.deep.equal([[], []])
  })
})
