import { expect } from 'chai'
import type { AccountFacts, RequestFacts } from '../../src/policy/decision.js'
import { compileMatch, factsOf } from '../../src/policy/rules/match.js'
import type { Answer } from '../../src/policy/rules/match.js'
import { isInside, parseAddress, parseNetwork } from '../../src/policy/language/address.js'
import { matchesPath, pathForms, pathPattern } from '../../src/policy/rules/path-pattern.js'
import { parsePolicy } from '../../src/policy/parse.js'
import { NOW, account, policyOf, request } from './people.js'

const NETWORKS = { office: ['203.0.113.0/24', '2001:db8::/32'] }

/** Runs a match block as a file would bring it. */
function match(block: object, who: Partial<AccountFacts> = {}, what: Partial<RequestFacts> = {}): Answer {
  const result = parsePolicy(policyOf({ definitions: { networks: NETWORKS }, rules: [{ id: 'a', match: block }] }))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return compileMatch(result.policy.rules[0]?.match, NETWORKS).match(factsOf(account(who), request(what)))
}

describe('match', () => {
  it('matches everyone without conditions', () => {
    expect(match({})).to.equal('hit')
  })

  it('needs all fields, and any value of a list', () => {
    const block = { groups: ['a', 'b'], roles: ['r'] }
    expect(match(block, { groups: ['b', 'z'], roles: ['r'] })).to.equal('hit')
    expect(match(block, { groups: ['b'], roles: ['z'] })).to.equal('miss')
    expect(match(block, { groups: [], roles: ['r'] })).to.equal('miss')
  })

  it('may match where data is missing, and misses where another field misses', () => {
    expect(match({ groups: ['a'] }, { groups: null })).to.equal('may')
    expect(match({ roles: ['a'] }, { roles: null })).to.equal('may')
    expect(match({ attributes: { a: 1 } }, { attributes: null })).to.equal('may')
    expect(match({ created_after: '2026-08-01T00:00:00Z' }, { created: null })).to.equal('may')
    expect(match({ paths: ['/a'] }, {}, { path: null })).to.equal('may')
    expect(match({ networks: ['office'] }, {}, { ip: null })).to.equal('may')
    expect(match({ networks: ['office'] }, {}, { ip: 'unknown' })).to.equal('may')
    expect(match({ clients: ['api'] }, {}, { client: null })).to.equal('may')
    expect(match({ first_factor: ['saml'] }, {}, { firstFactor: null })).to.equal('may')
    expect(match({ groups: ['a'], users: ['bob'] }, { groups: null })).to.equal('miss')
  })

  it('knows that no action is no action', () => {
    expect(match({ actions: ['pay'] })).to.equal('miss')
    expect(match({ actions: ['pay'] }, {}, { action: 'pay' })).to.equal('hit')
  })

  it('compares attributes by value and kind, its own only', () => {
    const block = { attributes: { plan: ['pro', 'team'], stored: true } }
    expect(match(block, { attributes: { plan: 'pro', stored: true } })).to.equal('hit')
    expect(match(block, { attributes: { plan: ['free', 'team'], stored: true } })).to.equal('hit')
    expect(match(block, { attributes: { plan: 'pro', stored: 'true' } })).to.equal('miss')
    expect(match(block, { attributes: { plan: 'pro' } })).to.equal('miss')
    expect(match({ attributes: { toString: 'x' } }, { attributes: {} })).to.equal('miss')
  })

  it('splits accounts by age without gap or overlap', () => {
    const at = '2026-09-01T09:00:00Z'
    for (const created of [NOW - 1, NOW]) {
      const both = [match({ created_after: at }, { created }), match({ created_before: at }, { created })]
      expect(both).to.have.members(['hit', 'miss'])
    }
  })

  it('lets except beat the rest', () => {
    const block = { groups: ['staff'], except: { users: ['ann'], roles: ['boss'] } }
    expect(match(block, { groups: ['staff'], roles: ['boss'] })).to.equal('miss')
    expect(match(block, { groups: ['staff'], roles: [] })).to.equal('hit')
    expect(match(block, { groups: ['staff'], roles: null })).to.equal('may')
    expect(match(block, { user: 'bob', groups: ['staff'], roles: null })).to.equal('hit')
  })

  it('keeps users in a rollout as it grows, and spreads them', () => {
    const share = (percent: number, salt = 's') =>
      new Set(Array.from({ length: 1000 }, (_, n) => `user-${n}`).filter((user) => match(
        { rollout: { percent, salt } },
        { user },
      ) === 'hit'))
    const ten = share(10)
    const fifty = share(50)
    expect(ten.size).to.be.within(70, 130)
    expect([...ten].every((user) => fifty.has(user))).to.equal(true)
    expect([share(0).size, share(100).size]).to.deep.equal([0, 1000])
    expect([...share(10, 'other')].every((user) => ten.has(user))).to.equal(false)
  })
})

describe('path patterns', () => {
  const hit = (pattern: string, path: string): Answer => match({ paths: [pattern] }, {}, { path })

  it('match whole segments', () => {
    for (const path of ['/admin', '/admin/', '/admin/users', '/admin/a/b/c']) {
      expect(hit('/admin/**', path), path).to.equal('hit')
    }
    for (const path of ['/', '/administrator', '/x/admin', '/admi']) {
      expect(hit('/admin/**', path), path).to.equal('miss')
    }
    expect(hit('/api/*/keys', '/api/v1/keys')).to.equal('hit')
    expect(hit('/api/*/keys', '/api/v1/x/keys')).to.equal('miss')
    expect(hit('/api/*', '/api')).to.equal('miss')
    expect(hit('/**/edit', '/a/b/edit')).to.equal('hit')
    expect(hit('/report-*.pdf', '/report-2026.pdf')).to.equal('hit')
    expect(hit('/account', '/account/keys')).to.equal('miss')
    expect([hit('*', '/any/thing'), hit('/**', '/')]).to.deep.equal(['hit', 'hit'])
  })

  it('see through letter case, slashes, queries and encoded letters', () => {
    for (const path of [
      '/ADMIN/Users', '//admin//users', '/admin/users/', '/admin/users?x=1#y', '/%61dmin/users', '/%41DMIN',
      '/adm%69n/%75sers',
    ]) {
      expect(hit('/admin/**', path), path).to.equal('hit')
    }
    expect(hit('/café', '/caf%C3%A9')).to.equal('hit')
    expect(hit('/café', '/cafe%CC%81')).to.equal('hit')
  })

  it('never miss what another reader might take for a protected path', () => {
    for (const path of [
      '/admin%2Fusers', '/%2561dmin', '/%252561dmin', '/x/../admin', '/x/%2e%2e/admin', '/x/%252e%252e/admin',
      '\\admin\\users',
      '/x%5c..%5cadmin', '/./admin', '/admin/../public', '/admin/%2e%2e/public', '/admin%ff/../admin',
    ]) {
      expect(hit('/admin/**', path), path).to.not.equal('miss')
    }
  })

  it('are only perhaps matched by a path that readers differ about', () => {
    for (const path of [
      '/public/../admin', '/public/%2e%2e/admin', '/public%2f..%2fadmin', '/public/%252e%252e/admin',
    ]) {
      expect(hit('/public/**', path), path).to.equal('may')
    }
  })

  it('cost no more than pattern times text', () => {
    const began = performance.now()
    const pattern = pathPattern(`/${'*a'.repeat(200)}b`)
    expect(pathForms(`/${'a'.repeat(50_000)}`).some((form) => matchesPath(pattern, form))).to.equal(false)
    const deep = pathPattern('/**/a/**/a/**/a/**/a/**/b')
    expect(pathForms('/a'.repeat(50_000)).some((form) => matchesPath(deep, form))).to.equal(false)
    expect(pathForms('%'.repeat(100_000)).length + pathForms('/%25'.repeat(50_000)).length).to.equal(6)
    expect(performance.now() - began).to.be.below(5000)
  })
})

describe('networks', () => {
  const inside = (address: string, network: string): boolean => {
    const [one, other] = [parseAddress(address), parseNetwork(network)]
    if (one === null || other === null) throw new Error('not readable')
    return isInside(one, other)
  }

  it('hold their addresses', () => {
    expect(inside('203.0.113.255', '203.0.113.0/24')).to.equal(true)
    expect(inside('203.0.114.0', '203.0.113.0/24')).to.equal(false)
    expect(inside('203.0.113.7', '203.0.113.99/24')).to.equal(true)
    expect(inside('203.0.113.7', '203.0.113.7')).to.equal(true)
    expect(inside('203.0.113.8', '203.0.113.7')).to.equal(false)
    expect(inside('8.8.8.8', '0.0.0.0/0')).to.equal(true)
    expect(inside('2001:db8:1::5', '2001:db8::/32')).to.equal(true)
    expect(inside('2001:db9::', '2001:db8::/32')).to.equal(false)
  })

  it('see the IPv4 address behind a mapped one, and keep the two kinds apart otherwise', () => {
    expect(inside('::ffff:203.0.113.9', '203.0.113.0/24')).to.equal(true)
    expect(inside('::FFFF:CB00:7109', '203.0.113.0/24')).to.equal(true)
    expect(inside('203.0.113.9', '::ffff:203.0.113.0/120')).to.equal(true)
    expect(inside('::1', '0.0.0.0/0')).to.equal(false)
    expect(inside('8.8.8.8', '::/0')).to.equal(false)
  })

  it('are refused when they are none', () => {
    for (const text of [
      '', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.4/33', '1.2.3.4/-1', '1.2.3.4/', '1.2.3.4/8/8',
      '1.2.3.4/x', ':::', '1::2::3',
      '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', 'g::', '::1%eth0', '::ffff:1.2.3.999',
      '2001:db8::/129', ' 1.2.3.4', '::ffff:1.2.3.4/64',
    ]) {
      expect(parseNetwork(text), text).to.equal(null)
    }
  })

  it('give nobody the office by an address that cannot be read', () => {
    const block = { networks: ['office'] }
    expect(match(block, {}, { ip: '203.0.113.9' })).to.equal('hit')
    expect(match(block, {}, { ip: '::ffff:203.0.113.9' })).to.equal('hit')
    expect(match(block, {}, { ip: '198.51.100.1' })).to.equal('miss')
    expect(match(block, {}, { ip: '203.0.113.9, 198.51.100.1' })).to.equal('may')
  })
})
