import { expect } from 'chai'
import { colored } from '../../src/cli/paint.js'
import { validate } from '../../src/cli/policy/validate.js'
import type { ValidateFlags } from '../../src/cli/policy/validate.js'
import { EXAMPLE_NAMES, HEAD, examplePath, newFolder, run } from './in-process.js'

const NOW = Date.parse('2026-09-01T00:00:00Z')
const DRAFT = `${HEAD}metadata: { name: draft }
rules:
  - id: everyone-first
  - id: staff
    match: { groups: [staff] }
    enrollment: { grace_period: { login: 5 } }
`

describe('policy validate', () => {
  const folder = newFolder()
  after(folder.remove)
  const draft = folder.write('draft.yaml', DRAFT)
  const fine = folder.write('fine.yaml', `${HEAD}rules: [{ id: everyone }]\n`)
  const warned = folder.write('warned.yaml', `${HEAD}on_provider_error: allow\nrules: [{ id: everyone }]\n`)
  const informed = examplePath('admin')
  const of = (files: readonly string[], flags: ValidateFlags = {}) => run(() => validate(files, flags, NOW))

  it('lines up every problem with its place', () => {
    const { status, stdout, stderr } = of([draft])
    expect(stdout.replace(/revision [0-9a-f]{12}/, 'revision REV').split('\n')).to.deep.equal([
      `${draft}  (draft, 2 rules, revision REV)`,
      '  warn   W101  6:5   rules[1] "staff"                        never reached: "everyone-first" (rules[0]) matches everyone',
      '  error  E101  8:35  rules[1].enrollment.grace_period.login  unknown field; did you mean logins?',
      '',
      '1 file, 1 error, 1 warning',
      '',
    ])
    expect([status, stderr]).to.deep.equal([3, ''])
  })

  it('says that all is well', () => {
    const { status, stdout } = of([fine])
    expect(stdout).to.match(
      /fine\.yaml {2}\(policy, 1 rule, revision [0-9a-f]{12}\)\n {2}ok\n\n1 file, 0 errors, 0 warnings\n$/,
    )
    expect(status).to.equal(0)
  })

  it('finds no error and no warning in the policies shipped', () => {
    const { status, stdout } = of(EXAMPLE_NAMES.map(examplePath), { now: '2026-09-01', strict: true })
    expect(status).to.equal(0)
    expect(stdout).to.include('7 files, 0 errors, 0 warnings')
  })

  it('fails on warnings only when told to, and never on information', () => {
    expect([
      of([warned]).status,
      of([warned], { strict: true }).status,
      of([informed], { strict: true }).status,
    ]).to.deep.equal([0, 3, 0])
  })

  it('is quiet when told to', () => {
    expect(of([fine, informed], { quiet: true }).stdout).to.equal('')
    expect(of([fine, warned], { quiet: true }).stdout).to.match(/^[^\n]*warned\.yaml[^\n]*\n {2}warn {3}W150[^\n]*\n$/)
  })

  it('judges dates as of the time given', () => {
    const university = examplePath('university')
    expect(of([university], { now: '2026-12-31T00:00:00Z' }).stdout).to.include('W121')
    expect(of([university], { now: 'tomorrow' })).to.include({ status: 2, stdout: '' })
  })

  it('compares actions with those of the routes', () => {
    const app = folder.write('actions.json', '["api_key.create", "user.delete", "export.runn"]')
    const { stdout } = of([informed], { app })
    expect(stdout).to.match(/W170 .* no route uses the action "export\.run"; did you mean export\.runn\?/)
    expect(stdout).to.match(/W170 .* routes use the action "export\.runn", which no step_up entry names/)
    for (const text of ['{}', '[1]', '[', ''])
      expect(of([informed], { app: folder.write('bad.json', text) }).status).to.equal(2)
  })

  it('names the nearest word for a wrong value', () => {
    expect(of([folder.write('word.yaml', `${HEAD}mode: enforced\nrules: [{ id: a }]\n`)]).stdout).to.match(
      /E102 {2}3:7 {2}mode {2}must be one of enforce, report_only, off; did you mean enforce\?/,
    )
  })

  it('writes JSON', () => {
    const { files, ...totals } = JSON.parse(of([draft, informed], { format: 'json' }).stdout)
    expect(totals).to.deep.equal({ errors: 1, warnings: 1, infos: 1 })
    expect(files[0]).to.include({ file: draft, name: 'draft', rules: 2 })
    expect(files[0].problems[1]).to.include({
      code: 'E101',
      severity: 'error',
      line: 8,
      column: 35,
      suggestion: 'logins',
    })
  })

  it('writes SARIF 2.1.0', () => {
    const log = JSON.parse(of([draft, informed], { format: 'sarif' }).stdout)
    expect(log.version).to.equal('2.1.0')
    const [{ tool, results }] = log.runs
    expect(
      results.map((result: { ruleId: string; level: string }) => `${result.ruleId} ${result.level}`),
    ).to.deep.equal(['W101 warning', 'E101 error', 'I122 note'])
    for (const { ruleId, ruleIndex, message, locations } of results) {
      expect(tool.driver.rules[ruleIndex].id).to.equal(ruleId)
      expect(message.text).to.be.a('string')
      const { artifactLocation, region } = locations[0].physicalLocation
      expect(artifactLocation.uri).to.match(/draft\.yaml$|^example-app\/policies\/admin\.yaml$/)
      expect(region.startLine).to.be.greaterThan(0)
      expect(region.startColumn).to.be.greaterThan(0)
    }
  })

  it('refuses wrong usage', () => {
    expect(of([fine], { format: 'sarf' })).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: '--format must be one of text, json, sarif. Did you mean sarif?',
    })
    expect(of(['-', '-']).stderr).to.include('Only one input')
    expect(of(['-'], { app: '-' }).status).to.equal(2)
    expect(of([`${folder.path}/none.yaml`])).to.include({ status: 2 })
  })

  it('colors words, and no name can color anything', () => {
    const file = folder.write('escape.yaml', `${HEAD}metadata: { name: x }\n"\\e[31mred": 1\nrules: [{ id: a }]\n`)
    const { stdout } = run(() => validate([file], {}, NOW, colored))
    expect(stdout).to.include('\u001b[31merror\u001b[0m').and.include('\\u{1b}[31mred')
    expect(of([file]).stdout).to.not.include('\u001b')
  })

  describe('hostile files', () => {
    const levels = Array.from(
      'bcdefgh',
      (name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[at]}`).join(', ')}]`,
    )
    const HOSTILE: readonly (readonly [what: string, text: string, code: RegExp])[] = [
      ['aliases that unfold without end', ['a: &a [x, x, x]', ...levels].join('\n'), /E104 .*aliases/],
      ['doubled keys', `${HEAD}rules: [{ id: a }]\nrules: [{ id: b }]\n`, /E104 {2}4:1 .*twice/],
      ['__proto__', `${HEAD}__proto__: { mode: off }\nrules: [{ id: a }]\n`, /E104 {2}3:1 .*__proto__/],
      [
        'constructor in JSON',
        '{"apiVersion": "second-factor/v1", "kind": "PolicySet", "rules": [{"id": "a", "constructor": {"x": 1}}]}',
        /E104/,
      ],
      [
        'huge numbers',
        `${HEAD}rules: [{ id: a, enrollment: { grace_period: { logins: ${'9'.repeat(400)} } } }]\n`,
        /E102 .*whole number/,
      ],
      ['huge durations', `${HEAD}rules: [{ id: a, challenge: { max_age: 999999999d } }]\n`, /E102 .*or shorter/],
      ['ten megabytes', `${HEAD}rules:\n${'  - id: everyone\n'.repeat(650_000)}`, /E100 .*larger than 1 MB/],
      ['brackets without end', '['.repeat(200_000), /E104 .*nested/],
      ['tags', `${HEAD}rules: !!js/function "x"\n`, /E104/],
      ['nothing', '', /E100/],
    ]
    for (const [what, text, code] of HOSTILE) {
      it(`refuses ${what}, within a second`, () => {
        const file = folder.write('hostile.yaml', text)
        const start = performance.now()
        const { status, stdout } = of([file])
        expect(performance.now() - start).to.be.lessThan(1000)
        expect(status).to.equal(3)
        expect(stdout).to.match(code)
      })
    }

    it('compares patterns full of wildcards within a second', () => {
      const step = (id: string, pattern: string, method: string) =>
        `  - { id: ${id}, max_age: 5m, methods: [${method}], match: { paths: ['/${pattern}'] } }\n`
      const text = `${HEAD}step_up:\n${step('a', `${'*a'.repeat(200)}b`, 'push')}${step('b', `${'**/a*/'.repeat(80)}b`, 'totp')}${step('c', 'a'.repeat(400), 'sms')}rules: [{ id: everyone }]\n`
      const start = performance.now()
      expect(of([folder.write('globs.yaml', text)]).stdout).to.include('E203')
      expect(performance.now() - start).to.be.lessThan(1000)
    })

    it('reads no more of an endless input than it takes', () => {
      expect(of(['/dev/zero'])).to.include({ status: 2, stderr: '/dev/zero is too large.' })
    })
  })
})
