import { expect } from 'chai'
import { authyLocale } from '../../../src/adapters/authy/locale.js'

describe('authyLocale', () => {
  const cases = {
    'en': 'en', 'EN': 'en', 'en-GB': 'en', 'pt-BR': 'pt-BR', 'pt-br': 'pt-BR', 'pt-PT': 'pt',
    'zh-HK': 'zh-HK', 'zh-Hant-TW': 'zh',
    'ar-EG': 'ar', 'xx': null, '': null, '../sms': null, 'en&force=true': null, 'constructor': null,
  }
  for (const [tag, expected] of Object.entries(cases)) {
    it(`takes "${tag}" for ${String(expected)}`, () => {
      expect(authyLocale(tag)).to.equal(expected)
    })
  }
  it('leaves the choice to Authy without one', () => {
    expect(authyLocale(null)).to.equal(null)
  })
})
