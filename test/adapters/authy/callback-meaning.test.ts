import { expect } from 'chai'
import { canonicalParams } from '../../../src/adapters/authy/canonical-params.js'
import { readCallback } from '../../../src/adapters/authy/callback-signature.js'
import { APPROVAL, REF, SETTINGS, post, sign, signedPost } from './signed-callback.js'

describe('readCallback, what a signed body means', () => {
  describe('bodies with one signed text', () => {
    const ambiguous: Record<string, readonly string[]> = {
      'number or string': [
        JSON.stringify(APPROVAL), JSON.stringify({ ...APPROVAL, authy_id: '688611' }),
        JSON.stringify({ ...APPROVAL, extra: {} }), JSON.stringify({ ...APPROVAL, extra: [] }),
        JSON.stringify(APPROVAL).replace('688611', '688611.0'), JSON.stringify(APPROVAL).replace('688611', '6.88611e5'),
        JSON.stringify(APPROVAL).replace('"status":', '"status":"denied","status":'),
      ],
      'null or empty': [JSON.stringify({ ...APPROVAL, status: null }), JSON.stringify({ ...APPROVAL, status: '' })],
      'boolean or string': [
        JSON.stringify({ ...APPROVAL, status: true }), JSON.stringify({ ...APPROVAL, status: 'true' }),
      ],
      'missing or empty hash': [
        JSON.stringify({ ...APPROVAL, status: undefined }), JSON.stringify({ ...APPROVAL, status: {} }),
        JSON.stringify({ ...APPROVAL, status: [] }),
      ],
      'bracket key or hash': [
        JSON.stringify({ ...APPROVAL, status: undefined, a: { status: 'approved' } }),
        JSON.stringify({ ...APPROVAL, status: undefined, 'a[status]': 'approved' }),
      ],
      'bracket key or array': [
        JSON.stringify({ ...APPROVAL, status: ['approved'] }),
        JSON.stringify({ ...APPROVAL, status: undefined, 'status[]': 'approved' }),
      ],
    }
    for (const [what, bodies] of Object.entries(ambiguous)) {
      it(`decide alike: ${what}`, () => {
        const [first = ''] = bodies
        const headers = sign(canonicalParams(JSON.parse(first)))
        const decision = readCallback(post(first, headers), SETTINGS)
        expect(decision.kind).to.not.equal('bad_signature')
        expect(decision.kind).to.equal(what === 'number or string' ? 'verified' : 'ignored')
        for (const body of bodies) expect(readCallback(post(body, headers), SETTINGS), body).to.deep.equal(decision)
      })
    }
    it('do not smuggle a status in through __proto__ or an empty key', () => {
      for (const extra of [
        '"__proto__":{"status":"approved"}', '"":{"status":"approved"}',
        '"constructor":{"prototype":{"status":"approved"}}',
      ]) {
        const body = `{"callback_action":"approval_request_status","uuid":"${REF}","authy_id":1,${extra}}`
        expect(readCallback(post(body, sign(canonicalParams(JSON.parse(body)))), SETTINGS).kind).to.equal('ignored')
        expect(({} as Record<string, unknown>)['status']).to.equal(undefined)
      }
    })
  })

  describe('signed, but nothing to act on', () => {
    const odd: Record<string, object> = {
      'another action': { ...APPROVAL, callback_action: 'user_phone_changed' },
      'no action': { ...APPROVAL, callback_action: undefined },
      'a status still open': { ...APPROVAL, status: 'pending' },
      'a status in capitals': { ...APPROVAL, status: 'APPROVED' },
      'a status with a blank': { ...APPROVAL, status: 'approved ' },
      'a uuid with a slash': { ...APPROVAL, uuid: '../../protected/json/app' },
      'a person who is no number': { ...APPROVAL, authy_id: 'ann' },
      'a person as a list': { ...APPROVAL, authy_id: [688611] },
    }
    for (const [what, object] of Object.entries(odd)) {
      it(`ignores ${what}`, () => {
        const plain = JSON.parse(JSON.stringify(object)) as object // drops undefined
        expect(readCallback(signedPost(plain), SETTINGS)).to.deep.equal({ kind: 'ignored' })
      })
    }
  })

  describe('hostile bodies', () => {
    const headers = sign('')
    const hostile: Record<string, string> = {
      'nothing': '', 'no JSON': 'status=approved', 'a list': '[]', 'null': 'null', 'a string': '"approved"',
      'a byte order mark': '\ufeff{}', '1,000 levels': `{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`,
      '10,000 keys in the way of a long one': `{"${'k'.repeat(9_000)}":[1${',1'.repeat(9_999)}]}`,
      '1 MB': JSON.stringify({ a: 'x'.repeat(1_000_000) }), 'half a surrogate pair': '{"a":"\\ud800"}',
    }
    for (const [what, body] of Object.entries(hostile)) {
      it(`refuses: ${what}`, () => {
        expect(readCallback(post(body, headers), SETTINGS)).to.deep.equal({ kind: 'bad_signature' })
      })
    }
  })
})
