import { expect } from 'chai'
import type { Request } from 'express'
import { isCrossSite } from '../../src/http/cross-site.js'

const OWN = 'https://shop.example'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_BODY = { 'content-type': 'application/json' }

function crossSite(method: string, headers: Readonly<Record<string, string>>): boolean {
  // Only these two are read.
  return isCrossSite({ method, headers } as unknown as Request, OWN)
}

describe('Cross-site requests', () => {
  const rows: readonly (readonly [string, string, Readonly<Record<string, string>>, boolean])[] = [
    ['reading is free', 'GET', { 'sec-fetch-site': 'cross-site' }, false],
    ['same origin', 'POST', { ...FORM, 'sec-fetch-site': 'same-origin', origin: 'null' }, false],
    ['another site', 'POST', { ...FORM, 'sec-fetch-site': 'cross-site', origin: OWN }, true],
    ['a sibling of the same site', 'POST', { ...FORM, 'sec-fetch-site': 'same-site' }, true],
    ['own origin', 'POST', { ...FORM, origin: OWN }, false],
    ['another origin', 'POST', { ...JSON_BODY, origin: 'https://evil.example' }, true],
    ['an opaque origin', 'POST', { ...FORM, origin: 'null' }, true],
    ['own host on another port', 'POST', { ...FORM, origin: 'https://shop.example:8443' }, true],
    ['a form without either header', 'POST', FORM, true],
    ['JSON without either header', 'POST', JSON_BODY, false],
    ['nothing at all', 'POST', {}, true],
    ['no body, JSON wanted', 'POST', { accept: 'application/json' }, false],
    ['text that looks like JSON', 'POST', { 'content-type': 'text/plain' }, true],
  ]
  for (const [name, method, headers, refused] of rows) {
    it(`${refused ? 'refuses' : 'lets pass'}: ${name}`, () => expect(crossSite(method, headers)).to.equal(refused))
  }
})
