import { expect } from 'chai'
import { callingCodeOf, countryChoices } from '../../src/http/countries.js'

describe('Countries', () => {
  for (const [typed, language, code] of [
    ['351', 'en', '351'],
    ['+351', 'en', '351'],
    [' + 351 ', 'en', '351'],
    ['Portugal', 'en', '351'],
    ['portugal', 'ar', '351'],
    ['Portugal (+351)', 'en', '351'],
    ['البرتغال', 'ar', '351'],
    ['البرتغال (+351)', 'ar', '351'],
    ['٣٥١', 'ar', '351'],
    ['Cote d’Ivoire', 'en', '225'],
    ['United States', 'en', '1'],
    ['Österreich', 'de', '43'],
  ] as const) {
    it(`takes ${JSON.stringify(typed)} for ${code}`, async () => expect(await callingCodeOf(typed, language)).to.equal(code))
  }

  for (const typed of ['Atlantis', '-100', '0351', '12345', '', 'Portugal 351 or so']) {
    it(`takes ${JSON.stringify(typed)} for no country`, async () => expect(await callingCodeOf(typed, 'en')).to.equal(null))
  }

  it('are named in the language of the page, in its order', async () => {
    const names = (await countryChoices('de')).map(({ name }) => name)
    expect(names).to.include('Österreich').and.to.have.length.greaterThan(200)
    expect(names).to.deep.equal([...names].sort(new Intl.Collator('de').compare))
    expect((await countryChoices('ar')).find(({ callingCode }) => callingCode === '351')?.name).to.equal('البرتغال')
  })
})
