import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { colored } from '../../src/cli/paint.js'
import { test } from '../../src/cli/policy/test.js'
import type { TestFlags } from '../../src/cli/policy/test.js'
import { HEAD, newFolder, run } from './in-process.js'

const POLICY = `${HEAD}rules:\n  - { id: staff, match: { groups: [staff] } }\n  - { id: everyone }\n`

function suite(expectation: string, policy = 'policy.yaml'): string {
  return `policy: ${policy}
now: 2026-09-01T09:00:00Z
accounts:
  ann: { state: enrolled, methods: [push] }
tests:
  - name: ann is asked
    account: ann
    expect: { outcome: challenge }
  - name: <ann> & "co"
    account: ann
    expect: ${expectation}
`
}

const GOOD = suite('{ rule: everyone }')
const BAD = suite('{ outcome: allow, reason: required, methods: [sms] }')
const STAFF = GOOD.replace('ann: { ', 'ann: { groups: [staff], ').replace('rule: everyone', 'rule: staff')

describe('policy test', () => {
  const folder = newFolder()
  after(folder.remove)
  folder.write('policy.yaml', POLICY)
  folder.write('good_test.yaml', GOOD)
  folder.write('bad.yaml', BAD)
  const of = (suites: readonly string[], flags: TestFlags = {}) => run(() => test(suites, flags, folder.path))

  it('tells passes and coverage', () => {
    const { status, stdout } = of(['good_test.yaml'])
    expect(stdout).to.equal(`good_test.yaml  (${folder.path}/policy.yaml)
  ok    ann is asked
  ok    <ann> & "co"

2 passed, 0 failed
rule coverage 1/2  (never decided: staff)
`)
    expect(status).to.equal(0)
  })

  it('tells what differs and what decided, and ends with 4', () => {
    const { status, stdout, stderr } = of(['bad.yaml'])
    expect(stdout).to.include(`  FAIL  <ann> & "co"
        outcome: expected "allow", got "challenge"   (rule everyone, required)
        methods: expected ["sms"], got ["push"]   (rule everyone, required)
`)
    expect(stdout).to.include('\n1 passed, 1 failed\n')
    expect([status, stderr]).to.deep.equal([4, ''])
  })

  it('prints failures only when told to be quiet', () => {
    expect(of(['good_test.yaml'], { quiet: true }).stdout).to.equal('')
    expect(of(['bad.yaml'], { quiet: true }).stdout)
      .to.include('FAIL')
      .and.not.include(' ok ')
      .and.not.include('passed')
  })

  it('asks for coverage when told to, over all suites of a policy', () => {
    folder.write('staff.yaml', STAFF)
    const { status, stdout } = of(['good_test.yaml'], { requireCoverage: '100%' })
    expect(stdout).to.include('rule coverage 1/2  (never decided: staff)  less than required')
    expect(status).to.equal(4)
    expect(of(['good_test.yaml'], { requireCoverage: '50' }).status).to.equal(0)
    expect(of(['good_test.yaml', 'staff.yaml'], { requireCoverage: '100%' })).to.include({ status: 0 })
    for (const requireCoverage of ['all', '101%', '-1'])
      expect(of(['good_test.yaml'], { requireCoverage }).status).to.equal(2)
  })

  it('finds suites by folder, by pattern and below the current folder', () => {
    const below = newFolder()
    try {
      for (const name of ['a', 'a/node_modules', 'b']) mkdirSync(join(below.path, name))
      below.write('policy.yaml', POLICY)
      for (const name of ['a/x_test.yaml', 'a/node_modules/y_test.yaml', 'b/z_test.yml', 'b/other.yaml'])
        below.write(name, GOOD)
      const found = (...suites: string[]) =>
        [...run(() => test(suites, {}, below.path)).stdout.matchAll(/^(\S+) {2}\(/gm)].map(([, file]) => file)
      expect(found()).to.deep.equal(['a/x_test.yaml', 'b/z_test.yml'])
      expect(found('a')).to.deep.equal(['a/x_test.yaml'])
      expect(found('*/*_test.y*ml')).to.deep.equal(['a/x_test.yaml', 'b/z_test.yml'])
      expect(found('**/x_*', 'a/x_test.yaml')).to.deep.equal(['a/x_test.yaml'])
      expect(found('b/other.yaml')).to.deep.equal(['b/other.yaml'])
    } finally {
      below.remove()
    }
  })

  it('looks for the policy beside the suite before the current folder', () => {
    const below = newFolder()
    try {
      mkdirSync(join(below.path, 'sub'))
      below.write('policy.yaml', `${HEAD}rules: [{ id: other }]\n`)
      below.write('sub/policy.yaml', POLICY)
      below.write('sub/s_test.yaml', GOOD)
      expect(run(() => test([], {}, below.path)).status).to.equal(0)
      below.write('sub/s_test.yaml', suite('{ rule: everyone }', 'sub/policy.yaml'))
      expect(run(() => test([], {}, below.path)).status).to.equal(0)
    } finally {
      below.remove()
    }
  })

  it('ends with 2 when there is no suite, or a malformed one', () => {
    const empty = newFolder()
    expect(run(() => test([], {}, empty.path))).to.deep.equal({ status: 2, stdout: '', stderr: 'No *_test.yaml in ..' })
    empty.remove()
    expect(of(['none_test.yaml'])).to.include({ status: 2, stderr: 'none_test.yaml names no suite.' })
    expect(of(['*_none.yaml']).status).to.equal(2)
    folder.write('malformed.yaml', suite('{ outcom: allow }'))
    expect(of(['malformed.yaml'])).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: 'malformed.yaml:11:15 E101 tests[1].expect.outcom: unknown field; did you mean outcome?',
    })
    folder.write('lost.yaml', suite('{ outcome: challenge }', 'nowhere.yaml'))
    expect(of(['lost.yaml']).stderr).to.include('nowhere.yaml lies neither beside the suite nor in the current folder')
  })

  it('ends with 3 when the policy is invalid', () => {
    folder.write('invalid.yaml', `${HEAD}rules: []\n`)
    folder.write('of-invalid.yaml', suite('{ outcome: challenge }', 'invalid.yaml'))
    const { status, stderr } = of(['of-invalid.yaml'])
    expect(status).to.equal(3)
    expect(stderr).to.include('invalid.yaml:3:8 E102 rules')
  })

  it('writes JSON', () => {
    const result = JSON.parse(of(['good_test.yaml', 'bad.yaml'], { format: 'json' }).stdout)
    expect(result).to.deep.include({ passed: 3, failed: 1 })
    expect(result.suites[1].tests[1]).to.deep.include({
      ok: false,
      decision: { outcome: 'challenge', reason: 'required', rule: 'everyone' },
      mismatches: [
        { field: 'outcome', expected: 'allow', actual: 'challenge' },
        { field: 'methods', expected: ['sms'], actual: ['push'] },
      ],
    })
    expect(result.coverage).to.have.lengthOf(1)
    expect(result.coverage[0]).to.deep.include({ rules: { decided: 1, total: 2, never: ['staff'] }, sufficient: true })
  })

  it('writes JUnit XML', () => {
    const { stdout } = of(['bad.yaml'], { format: 'junit', requireCoverage: '100%' })
    expect(stdout).to.match(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="2">\n/)
    expect(stdout).to.include('<testcase name="ann is asked" classname="bad.yaml"/>')
    expect(stdout).to.include('<testcase name="&lt;ann&gt; &amp; &quot;co&quot;" classname="bad.yaml">')
    expect(stdout).to.include('<failure message="outcome: expected &quot;allow&quot;, got &quot;challenge&quot;">')
    expect(stdout).to.include('<failure message="never decided: staff"/>')
    const open = stdout.match(/<(\w+)[^>]*[^/?]>/g) ?? []
    expect(open.length).to.equal((stdout.match(/<\/\w+>/g) ?? []).length)
  })

  it('refuses wrong usage and colors on terminals', () => {
    expect(of(['good_test.yaml'], { format: 'junt' }).stderr).to.include('Did you mean junit?')
    expect(of(['-', '-']).status).to.equal(2)
    expect(run(() => test(['bad.yaml'], {}, folder.path, colored)).stdout)
      .to.include('\u001b[31mFAIL\u001b[0m')
      .and.include('\u001b[32mok\u001b[0m')
    expect(of(['bad.yaml']).stdout).to.not.include('\u001b')
  })
})
