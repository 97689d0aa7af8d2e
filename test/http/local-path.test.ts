import { inspect } from 'node:util'
import { expect } from 'chai'
import fc from 'fast-check'
import { localPath } from '../../src/http/local-path.js'

describe('Return path', () => {
  for (const path of ['/', '/account', '/a/b?c=d&e=%20', '/account?next=https://evil.example', '/%2f%2fevil.example']) {
    it(`keeps ${path}`, () => expect(localPath(path)).to.equal(path))
  }

  const hostile: readonly unknown[] = [
    '//evil.example', '/\\evil.example', 'https:evil.example', 'https://evil.example', 'javascript:alert(1)', 'data:text/html,x',
    '%2f%2fevil.example', '/\tevil', '/\n/evil.example', '/a\r\nSet-Cookie: x=1', '\u2215\u2215evil', '/\uff0f/evil.example', '', ' /account',
    'account', '//user:pass@evil.example', '/a\\b', ['/account'], { path: '/account' }, null, undefined, 7, `/${'a'.repeat(10_000)}`,
    '/.//evil.example', '/..//evil.example',
  ]
  for (const value of hostile) {
    it(`refuses ${inspect(value).slice(0, 60)}`, () => expect(localPath(value)).to.equal(null))
  }

  it('never leaves the site, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map((tail) => `/${tail}`)), (text) => {
        const path = localPath(text)
        if (path === null) return
        expect(new URL(path, 'https://shop.example').origin).to.equal('https://shop.example')
      }),
      { numRuns: 500 },
    )
  })
})
