import { expect } from 'chai'
import { parsePolicy } from '../../src/policy/parse.js'
import { first, problems } from './people.js'

const HEAD = 'apiVersion: second-factor/v1\nkind: PolicySet\n'

describe('hostile text', () => {
  const rules = 'rules:\n  - id: all\n'

  it('refuses doubled keys, merge keys, foreign tags, other YAML versions', () => {
    expect(first(`${HEAD}${rules}mode: enforce\nmode: "off"\n`)).to.include({ code: 'E104', line: 6, column: 1 })
    expect(first(`{"kind": "PolicySet", "kind": "PolicySet"}`)).to.include({ code: 'E104' })
    expect(first(`${HEAD}${rules}metadata: { <<: { name: a } }\n`)).to.include({ code: 'E104', line: 5 })
    expect(first(`${HEAD}${rules}mode: !!js/function off\n`)).to.include({ code: 'E104', line: 5 })
    expect(first(`%YAML 1.1\n---\n${HEAD}${rules}`)).to.include({ code: 'E104' })
  })

  it('refuses names that reach into prototypes, and touches none', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      expect(first(`${HEAD}${rules}${name}: { polluted: true }\n`), name)
        .to.include({ code: 'E104', path: name, line: 5 })
      expect(first(JSON.parse(`{"rules": [{"${name}": {}}]}`)), name)
        .to.include({ code: 'E104', path: `rules[0].${name}` })
    }
    expect({}).to.not.have.property('polluted')
  })

  it('keeps a plain alias and refuses one that explodes', () => {
    const list = `${HEAD}rules:\n  - id: a\n    match: { groups: &g [x, y] }\n  - id: b\n    match: { roles: *g }\n`
    const result = parsePolicy(list)
    expect(result.ok && result.policy.rules[1]?.match?.roles).to.deep.equal(['x', 'y'])
    let bomb = 'a0: &a0 [x, x, x, x, x, x, x, x]\n'
    for (let level = 1; level < 9; level++) {
      bomb += `a${level}: &a${level} [${Array(5).fill(`*a${level - 1}`).join(', ')}]\n`
    }
    expect(first(bomb)).to.include({ code: 'E104', message: 'aliases unfold to too much' })
    const many = `a: &a x\nb: [${Array(51).fill('*a').join(', ')}]\n`
    expect(first(many)).to.include({ code: 'E104', message: 'more than 50 aliases' })
    expect(first('- &a [*a]\n')).to.include({ severity: 'error' })
  })

  it('refuses more than 1 MB', () => {
    expect(first(`${HEAD}${rules}${'#'.repeat(1_048_577)}`)).to.include({ code: 'E100', line: 1 })
  })

  it('answers within seconds whatever it is fed', function () {
    this.timeout(60_000)
    const size = 300_000
    for (const piece of [
      '[', '{a: ', '- ', '? ', 'a: ', '*a ', '&a ', '] ', '!', "'", '"\n', ':\n', '#\n', '|\n', 'x\n ', '\u0000',
      '\r',
    ]) {
      const began = performance.now()
      expect(problems(piece.repeat(size / piece.length)), piece).to.not.deep.equal([])
      expect(performance.now() - began, piece).to.be.below(10_000)
    }
  })

  it('bounds nesting in objects, and cycles', () => {
    const cycle: Record<string, unknown> = {}
    cycle['rules'] = [cycle]
    expect(first(cycle)).to.include({ code: 'E104', message: 'nested too deeply' })
  })
})
