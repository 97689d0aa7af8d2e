import { inspect } from 'node:util'
import { expect } from 'chai'
import { AuthyProvider } from '../../../src/adapters/authy/authy-provider.js'
import { readOptions, type AuthyProviderOptions } from '../../../src/adapters/authy/options.js'
import { isSecondFactorError } from '../../../src/errors.js'

const KEY = 'd57d919d11e6b221c9bf6f7c882028f9'

function refusal(options: unknown): string {
  try {
    new AuthyProvider(options as AuthyProviderOptions) // what JavaScript callers may pass
  } catch (error) {
    if (isSecondFactorError(error) && error.code === 'invalid_options') return error.message
    throw error
  }
  return 'taken'
}

describe('AuthyProvider options', () => {
  it('has defaults for all but the key', () => {
    const { baseUrl, ...rest } = readOptions({ apiKey: KEY })
    expect(baseUrl.href).to.equal('https://api.authy.com/')
    expect(rest).to.deep.equal({
      apiKey: KEY, timeoutMs: 5000, connections: 16, callbackKeys: [KEY], callbackMaxAgeSeconds: 300,
    })
  })

  it('takes undefined for left out', () => {
    expect(refusal({ apiKey: KEY, apiUrl: undefined, timeoutMs: undefined })).to.equal('taken')
  })

  const refused: Record<string, readonly [unknown, RegExp]> = {
    'nothing': [undefined, /pass an object with apiKey/],
    'no key': [{}, /apiKey is missing\. Set it/],
    'an empty key': [{ apiKey: '' }, /apiKey is missing/],
    'a key with a line break': [{ apiKey: `${KEY}\n` }, /apiKey holds blanks/],
    'a key that is no string': [{ apiKey: 5 }, /apiKey is missing/],
    'plain http': [{ apiKey: KEY, apiUrl: 'http://api.authy.com' }, /unencrypted\. Use https:/],
    'plain http to a name like loopback': [{ apiKey: KEY, apiUrl: 'http://localhost.example' }, /unencrypted/],
    'plain http to a number like loopback': [{ apiKey: KEY, apiUrl: 'http://127.0.0.1.example' }, /unencrypted/],
    'plain http to a private network': [{ apiKey: KEY, apiUrl: 'http://10.0.0.1' }, /unencrypted/],
    'credentials in the address': [{ apiKey: KEY, apiUrl: 'https://ann:pw@api.authy.com' }, /take everything else out/],
    'a query in the address': [{ apiKey: KEY, apiUrl: 'https://api.authy.com/?api_key=x' }, /take everything else out/],
    'half an address': [{ apiKey: KEY, apiUrl: 'api.authy.com' }, /whole address/],
    'another scheme': [{ apiKey: KEY, apiUrl: 'ftp://api.authy.com' }, /whole address/],
    'a demo key for the real service': [{ apiKey: 'demo_key' }, /only the emulator takes/],
    'a demo key for another host': [{ apiKey: 'demo_key', apiUrl: 'https://authy.example' }, /only the emulator takes/],
    'a misspelt option': [{ apiKey: KEY, timeoutMS: 100 }, /"timeoutMS"\. Did you mean timeoutMs\?/],
    'another misspelt option': [{ apiKey: KEY, apiURI: 'x' }, /"apiURI"\. Did you mean apiUrl\?/],
    'an unknown option': [{ apiKey: KEY, somethingElse: 1 }, /"somethingElse"\. It has apiKey, apiUrl/],
    'a prototype name as option': [{ apiKey: KEY, constructor: 1 }, /no option "constructor"/],
    'a short timeout': [{ apiKey: KEY, timeoutMs: 99 }, /timeoutMs has to be a whole number from 100 to 8000/],
    'a long timeout': [{ apiKey: KEY, timeoutMs: 8001 }, /timeoutMs/],
    'a timeout as text': [{ apiKey: KEY, timeoutMs: '500' }, /timeoutMs/],
    'no connections': [{ apiKey: KEY, connections: 0 }, /connections/],
    'half a second of age': [{ apiKey: KEY, callbackMaxAgeSeconds: 0.5 }, /callbackMaxAgeSeconds/],
    'one further key without a list': [{ apiKey: KEY, additionalCallbackKeys: 'k' }, /array of API keys/],
    'an empty further key': [{ apiKey: KEY, additionalCallbackKeys: [''] }, /array of API keys/],
  }
  for (const [what, [options, sentence]] of Object.entries(refused)) {
    it(`refuses ${what}`, () => {
      expect(refusal(options)).to.match(/^AuthyProvider: /).and.match(sentence).and.not.contain(KEY)
    })
  }

  it('takes every loopback address over plain http', () => {
    const hosts = ['localhost', '127.0.0.1:4010', '127.8.9.1', '[::1]:4010', '127.1']
    for (const apiUrl of hosts.map((host) => `http://${host}`)) {
      expect(refusal({ apiKey: 'demo_key', apiUrl }), apiUrl).to.equal('taken')
    }
  })

  it('never shows a key', () => {
    const provider = new AuthyProvider({ apiKey: KEY, additionalCallbackKeys: ['older-key'] })
    const shown = `${inspect(provider, { depth: 10, showHidden: true })} ${JSON.stringify(provider)}`
    expect(shown).to.contain('authy').and.not.contain(KEY).and.not.contain('older-key')
  })
})
