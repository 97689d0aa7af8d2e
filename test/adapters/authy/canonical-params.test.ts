import { expect } from 'chai'
import fc from 'fast-check'
import { canonicalParams } from '../../../src/adapters/authy/canonical-params.js'
import { VECTORS } from './vectors.js'

/** Written from the prose of Rails' documentation: whole paths first, encoded at each leaf. */
function reference(value: unknown, path: string): string {
  const cgi = (text: string) =>
    Array.from(Buffer.from(text), (byte) => {
      const char = String.fromCharCode(byte)
      if (char === ' ') return '+'
      return /[A-Za-z0-9_.~-]/.test(char) ? char : '%' + byte.toString(16).toUpperCase().padStart(2, '0')
    }).join('')
  if (Array.isArray(value)) {
    if (value.length === 0) return reference(null, path + '[]')
    return value.map((item) => reference(item, path + '[]')).join('&')
  }
  if (typeof value === 'object' && value !== null) return referenceHash(value, path)
  return cgi(path) + '=' + cgi(typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
}

function referenceHash(hash: object, path?: string): string {
  const texts: string[] = []
  for (const [key, value] of Object.entries(hash)) {
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) continue
    texts.push(reference(value, path === undefined ? key : `${path}[${key}]`))
  }
  return texts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('&')
}

describe('canonicalParams', () => {
  for (const { id, body, params } of VECTORS) {
    if (body === undefined || params === undefined) continue
    it(`gives the published text of ${id}`, () => {
      expect(canonicalParams(JSON.parse(body))).to.equal(params)
    })
  }

  it('agrees with a second implementation on any object', () => {
    const objects = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 }))
    fc.assert(fc.property(objects, (object) => {
      expect(canonicalParams(object)).to.equal(referenceHash(object))
    }), { numRuns: 500 })
  })

  it('does not let a hash under an empty key pass for the top level', () => {
    expect(canonicalParams({ '': { status: 'approved' } })).to.equal('%5Bstatus%5D=approved')
  })

  it('takes __proto__ for a key like any other', () => {
    const object = JSON.parse('{"__proto__":{"status":"approved"}}')
    expect(canonicalParams(object)).to.equal('__proto__%5Bstatus%5D=approved')
  })

  it('refuses what is nested too deeply', () => {
    const nested = (levels: number) => JSON.parse(`{"a":${'['.repeat(levels)}1${']'.repeat(levels)}}`)
    expect(canonicalParams(nested(32))).to.equal(`a${'%5B%5D'.repeat(32)}=1`)
    for (const levels of [33, 1_000, 30_000]) {
      expect(() => canonicalParams(nested(levels))).to.throw(RangeError, 'nested too deeply')
    }
  })

  it('refuses a small body that would become a huge text', () => {
    const bomb = { ['k'.repeat(30_000)]: Array.from({ length: 15_000 }, () => 0) }
    const started = process.hrtime.bigint()
    expect(() => canonicalParams(bomb)).to.throw(RangeError)
    expect(Number(process.hrtime.bigint() - started) / 1e6).to.be.below(500)
  })

  it('refuses half a surrogate pair', () => {
    expect(() => canonicalParams({ a: '\ud800' })).to.throw(URIError)
  })
})
