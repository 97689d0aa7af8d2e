import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { init } from '../../src/cli/policy/init.js'
import { test } from '../../src/cli/policy/test.js'
import { validate } from '../../src/cli/policy/validate.js'
import { newFolder, run } from './in-process.js'
import type { Folder } from './in-process.js'

describe('policy init', () => {
  let folder: Folder
  beforeEach(() => {
    folder = newFolder()
  })
  afterEach(() => folder.remove())
  const of = (file: string, force = false) => run(() => init(file, { force }, folder.path))

  it('writes a policy and its tests, and nothing else', () => {
    expect(of('second-factor.policy.yaml')).to.deep.equal({
      status: 0,
      stderr: '',
      stdout:
        'Wrote second-factor.policy.yaml and second-factor.policy_test.yaml.\nNext: passport-authy policy test second-factor.policy_test.yaml\n',
    })
    expect(readdirSync(folder.path).sort()).to.deep.equal([
      'second-factor.policy.yaml',
      'second-factor.policy_test.yaml',
    ])
  })

  it('writes what is valid on any day, with full coverage', () => {
    of('p.yml')
    for (const day of ['2020-01-01', '2026-09-01', '2060-01-01']) {
      const checked = run(() => validate([join(folder.path, 'p.yml')], { now: day, strict: true }, 0))
      expect(checked.stdout).to.include('0 errors, 0 warnings').and.not.include('I1')
      expect(checked.status).to.equal(0)
    }
    expect(run(() => test([], { requireCoverage: '100%' }, folder.path))).to.include({ status: 0 })
  })

  it('stays valid when what is commented out is taken in', () => {
    of('p.yaml')
    const text = readFileSync(join(folder.path, 'p.yaml'), 'utf8')
    const taken = text
      .replace(/^# ( *(?:recovery|help_url|emergency_access|accounts|challenge|never_lock|alert):)/gm, '$1')
      .replace(/^ {2}# ( *\S)/gm, '  $1')
    const all = folder.write('all.yaml', taken)
    const { status, stdout } = run(() => validate([all], { strict: true }, Date.parse('2026-09-01')))
    expect(stdout).to.include('2 rules').and.include('0 errors, 0 warnings')
    expect(taken).to.match(/^emergency_access:$/m)
    expect(status).to.equal(0)
  })

  it('overwrites nothing, unless told to', () => {
    folder.write('p_test.yaml', 'mine')
    expect(of('p.yaml')).to.deep.equal({
      status: 2,
      stdout: '',
      stderr: 'There already: p_test.yaml. --force overwrites.',
    })
    expect(readdirSync(folder.path)).to.deep.equal(['p_test.yaml'])
    expect(of('p.yaml', true).status).to.equal(0)
    expect(readFileSync(join(folder.path, 'p_test.yaml'), 'utf8')).to.not.equal('mine')
  })

  it('refuses other names and places that cannot be written', () => {
    expect(of('policy.json').status).to.equal(2)
    expect(of('no/such/folder/p.yaml').status).to.equal(2)
  })
})
