import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { signCallback } from '../../src/emulator/callback/sign-callback.js'
import { toQuery, type JsonObject } from '../../src/emulator/callback/to-query.js'

interface Vector {
  readonly id: string
  readonly what: string
  readonly method: 'GET' | 'POST'
  readonly key: string
  readonly url: string
  readonly nonce: string
  readonly signature: string
  readonly body?: string
  readonly query?: string
  readonly params?: string
}

// The shape of the file is ours.
const vectors = JSON.parse(readFileSync('test/vectors/callback-signatures.json', 'utf8')) as readonly Vector[]

describe('Emulator: callback signature vectors', () => {
  it('has all of them', () => {
    const numbers = Array.from({ length: 9 }, (_, index) => index + 1)
    const ids = [...numbers.map((n) => `V${n}`), ...numbers.map((n) => `S${n}`), 'S10']
    expect(vectors.map(({ id }) => id.replace(/[a-z-].*$/, ''))).to.include.members(ids)
  })

  for (const vector of vectors) {
    it(`E41 signs ${vector.id}: ${vector.what}`, () => {
      const params = vector.body === undefined ? (vector.query ?? '') : toQuery(JSON.parse(vector.body) as JsonObject)
      if (vector.params !== undefined) expect(params).to.equal(vector.params)
      const { key: apiKey, nonce, method, url } = vector
      expect(signCallback({ apiKey, nonce, method, url, params })).to.equal(vector.signature)
    })
  }

  it('E42 signs no query', () => {
    const parts = { apiKey: 'k', nonce: '1', method: 'POST', params: '' } as const
    expect(signCallback({ ...parts, url: 'https://a.test/b?c=d#e' })).to.equal(
      signCallback({ ...parts, url: 'https://a.test/b' }),
    )
  })
})
