import { expect } from 'chai'
import { canonicalParams } from '../../../src/adapters/authy/canonical-params.js'
import { readCallback } from '../../../src/adapters/authy/callback-signature.js'
import type { RawCallback } from '../../../src/ports/provider.js'
import { APPROVAL, KEY, REF, SETTINGS, get, sign, signedPost, type Headers } from './signed-callback.js'
import { VECTORS, type Vector } from './vectors.js'

function fromVector({ method, url, nonce, signature, body = '', query = '' }: Vector): RawCallback {
  const headers = { 'x-authy-signature': signature, 'x-authy-signature-nonce': nonce }
  return { method, url, body, query, headers, now: Number(nonce) * 1000 }
}

describe('readCallback', () => {
  describe('published signatures', () => {
    for (const vector of VECTORS) {
      const settings = { keys: [vector.key], maxAgeSeconds: 300 }
      it(`takes ${vector.id}: ${vector.what}`, () => {
        expect(readCallback(fromVector(vector), settings).kind).to.not.equal('bad_signature')
      })
      it(`refuses ${vector.id} at another address, by another method, with another nonce or key`, () => {
        const callback = fromVector(vector)
        const nonce = { ...callback.headers, 'x-authy-signature-nonce': String(Number(vector.nonce) + 1) }
        for (const forged of [
          { ...callback, url: callback.url.replace('https:', 'http:') },
          { ...callback, method: vector.method === 'GET' ? 'POST' : 'GET' },
          { ...callback, headers: nonce },
        ]) expect(readCallback(forged, settings)).to.deep.equal({ kind: 'bad_signature' })
        expect(readCallback(callback, SETTINGS)).to.deep.equal({ kind: 'bad_signature' })
      })
    }

    const read = (id: string) => {
      const vector = VECTORS.find((one) => one.id === id)
      if (vector === undefined) throw new Error(`no vector ${id}`)
      const result = readCallback(fromVector(vector), { keys: [vector.key], maxAgeSeconds: 300 })
      return result.kind === 'verified' ? `${result.status} ${result.providerId} ${result.ref}` : result.kind
    }
    it('reads request, person and outer status of POST and GET', () => {
      expect(read('V1')).to.equal(`approved 688611 ${REF}`)
      expect(read('V5')).to.equal('denied 688611 6edb8f40-c01c-0135-c648-0e00ace7f69c')
      expect(read('V8')).to.equal('approved 688611 7e272da0-c015-0135-eafc-0e5d90336a8c')
    })
    it('believes the outer status where the inner one differs', () => {
      expect(read('V7b')).to.equal('denied 12345 xxxxx-f798-xxxx-b3cf-12ce654b4414')
    })
    it('ignores a signed body that is about nothing we know', () => {
      expect(read('S1')).to.equal('ignored')
    })
  })

  describe('headers', () => {
    const good = signedPost(APPROVAL)
    const signature = String(good.headers['x-authy-signature'])
    const nonce = String(good.headers['x-authy-signature-nonce'])

    it('takes the good one that the bad ones are made from', () => {
      const { deliveryId, ...news } = readCallback(good, SETTINGS) as { deliveryId: string } // asserted next
      expect(deliveryId).to.be.a('string')
      expect(news).to.deep.equal({ kind: 'verified', ref: REF, providerId: '688611', status: 'approved' })
    })
    const bad: Record<string, Headers> = {
      'none at all': {},
      'no nonce': { 'x-authy-signature': signature },
      'no signature': { 'x-authy-signature-nonce': nonce },
      'signature as a list': { 'x-authy-signature': [signature], 'x-authy-signature-nonce': nonce },
      'nonce as a list': { 'x-authy-signature': signature, 'x-authy-signature-nonce': [nonce] },
      'signature sent twice': { 'x-authy-signature': `${signature}, ${signature}`, 'x-authy-signature-nonce': nonce },
      'signature cut': { 'x-authy-signature': signature.slice(0, -2), 'x-authy-signature-nonce': nonce },
      'signature longer': { 'x-authy-signature': `${signature}A`, 'x-authy-signature-nonce': nonce },
      'signature with a blank': { 'x-authy-signature': `${signature} `, 'x-authy-signature-nonce': nonce },
      'signature with a line end': { 'x-authy-signature': `${signature}\n`, 'x-authy-signature-nonce': nonce },
      'signature in base64url': { 'x-authy-signature': '-_'.repeat(21) + 'A=', 'x-authy-signature-nonce': nonce },
      'signature beyond ASCII': { 'x-authy-signature': 'é'.repeat(44), 'x-authy-signature-nonce': nonce },
      'signature of nothing': { 'x-authy-signature': '', 'x-authy-signature-nonce': nonce },
      'nonce with a bar': { 'x-authy-signature': signature, 'x-authy-signature-nonce': `${nonce}|POST` },
    }
    for (const [what, headers] of Object.entries(bad)) {
      it(`refuses: ${what}`, () => {
        expect(readCallback({ ...good, headers }, SETTINGS)).to.deep.equal({ kind: 'bad_signature' })
      })
    }
    it('refuses every method but POST and GET, signed or not', () => {
      for (const method of ['HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'post', 'get']) {
        const headers = sign(canonicalParams(APPROVAL), { method })
        expect(readCallback({ ...good, method, headers }, SETTINGS), method).to.deep.equal({ kind: 'bad_signature' })
      }
    })
    it('refuses a body changed after signing', () => {
      const other = { ...good, body: good.body.replace('688611', '688612') }
      expect(readCallback(other, SETTINGS).kind).to.equal('bad_signature')
      const denied = signedPost({ ...APPROVAL, status: 'denied' })
      const flipped = { ...denied, body: denied.body.replace('denied', 'approved') }
      expect(readCallback(flipped, SETTINGS).kind).to.equal('bad_signature')
    })
  })

  describe('age', () => {
    it('takes 300 seconds either way and no more', () => {
      const kinds = ['1699999700', '1700000300', '1700000000.5', '1699999699', '1700000301', '0']
        .map((nonce) => readCallback(signedPost(APPROVAL, { nonce }), SETTINGS).kind)
      const [ok, bad] = ['verified', 'bad_signature']
      expect(kinds).to.deep.equal([ok, ok, ok, bad, bad, bad])
    })
    it('refuses a nonce that is no time', () => {
      for (const nonce of ['', 'abc', '-1', '1e9', 'NaN', 'Infinity', '0x6553f100', '1700000000 ', '+1700000000']) {
        expect(readCallback(signedPost(APPROVAL, { nonce }), SETTINGS).kind, nonce).to.equal('bad_signature')
      }
    })
  })

  describe('change of keys', () => {
    it('takes the old key only during the overlap', () => {
      const old = signedPost(APPROVAL, { key: 'old-key' })
      expect(readCallback(old, { keys: [KEY, 'old-key'], maxAgeSeconds: 300 }).kind).to.equal('verified')
      expect(readCallback(old, SETTINGS).kind).to.equal('bad_signature')
    })
  })

  describe('delivery id', () => {
    it('is the same for a replay and another for a new delivery', () => {
      const ids = [signedPost(APPROVAL), signedPost(APPROVAL), signedPost(APPROVAL, { nonce: '1700000001' })]
        .map((callback) => readCallback(callback, SETTINGS))
        .map((result) => (result.kind === 'verified' ? result.deliveryId : ''))
      expect(ids[0]).to.match(/^[A-Za-z0-9_-]{43}$/).and.equal(ids[1])
      expect(ids[2]).to.not.equal(ids[0])
    })
  })

  it('takes at most 64 kB, by POST and by GET, signed or not', () => {
    const fill = (length: number) => 'x'.repeat(length)
    expect(readCallback(signedPost({ ...APPROVAL, fill: fill(60_000) }), SETTINGS).kind).to.equal('verified')
    expect(readCallback(signedPost({ ...APPROVAL, fill: fill(66_000) }), SETTINGS).kind).to.equal('bad_signature')
    expect(readCallback(get(`fill=${fill(60_000)}`), SETTINGS).kind).to.equal('ignored')
    expect(readCallback(get(`fill=${fill(66_000)}`), SETTINGS).kind).to.equal('bad_signature')
  })

  describe('GET', () => {
    const query = `authy_id=688611&callback_action=approval_request_status&status=approved&uuid=${REF}`
    it('reads the signed query', () => {
      expect(readCallback(get(query), SETTINGS)).to.deep.include({ kind: 'verified', ref: REF, status: 'approved' })
    })
    it('ignores a field that comes twice, also in disguise', () => {
      for (const more of ['&status=denied', '&%73tatus=denied', '&uuid=x', '&authy_id=1']) {
        expect(readCallback(get(query + more), SETTINGS), more).to.deep.equal({ kind: 'ignored' })
      }
    })
    it('refuses a query changed after signing, also in its spelling only', () => {
      const good = get(query)
      const changes = [query.replace('approved', 'denied'), query.replace('status=a', 'status=%61'), `${query}&`]
      for (const changed of changes) {
        expect(readCallback({ ...good, query: changed }, SETTINGS).kind, changed).to.equal('bad_signature')
      }
    })
  })
})
