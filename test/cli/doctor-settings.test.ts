/** What `doctor` finds without a network: versions, policy, secrets, key and address. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { judgeDetails } from '../../src/cli/doctor/ask-provider.js'
import { checkAuthySettings } from '../../src/cli/doctor/check-authy-settings.js'
import { checkPolicyFile, checkPolicyText } from '../../src/cli/doctor/check-policy.js'
import { checkSecrets } from '../../src/cli/doctor/check-secrets.js'
import { checkNode, checkPackage, checkRedisPackage, SUPPORTED } from '../../src/cli/doctor/check-versions.js'
import type { Finding } from '../../src/cli/doctor/finding.js'
import { installedVersion } from '../../src/cli/doctor/installed-version.js'
import { satisfies } from '../../src/cli/doctor/version-range.js'
import { envExample, SECRET_PLACEHOLDER } from '../../src/cli/init/env-text.js'
import { newPolicy, newSuite } from '../../src/cli/policy/init-text.js'
import { HEAD, newFolder } from './in-process.js'

const NOW = Date.parse('2026-09-01T09:00:00Z')
const one = 'a'.repeat(32)
const other = 'b'.repeat(32)

function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ check, status }) => `${check} ${status}`)
}

describe('doctor: versions', () => {
  it('knows the ranges that package.json has', () => {
    const { engines, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>
    expect({ ...engines, ...peerDependencies }).to.deep.equal(SUPPORTED)
  })

  it('reads ranges as npm does', () => {
    const fine = ['20.19.0', '20.20.2', '22.12.0', '24.1.0', 'v22.12.0']
    const wrong = ['20.18.9', '21.0.0', '22.11.0', '18.20.0', 'none', '']
    expect(fine.filter((version) => !satisfies(version, SUPPORTED.node))).to.deep.equal([])
    expect(wrong.filter((version) => satisfies(version, SUPPORTED.node))).to.deep.equal([])
    expect(satisfies('5.99.9', '>=4.18 <6')).to.equal(true)
    expect(satisfies('6.0.0', '>=4.18 <6')).to.equal(false)
    expect(satisfies('5.0.0', '5.x')).to.equal(false)
  })

  it('judges Node.js and the packages', () => {
    expect(checkNode('22.12.0')).to.include({ check: 'node', status: 'ok', found: '22.12.0', fix: null })
    expect(checkNode('18.20.0')).to.include({ status: 'fail' })
    expect(checkPackage('express', '4.22.3').status).to.equal('ok')
    expect(checkPackage('express', '4.17.0')).to.include({ status: 'fail', fix: 'npm install "express@>=4.18 <6"' })
    expect(checkPackage('passport', null).status).to.equal('fail')
    expect(checkRedisPackage('4.0.0', true).status).to.equal('fail')
    expect(checkRedisPackage(null, true).status).to.equal('warn')
    expect(checkRedisPackage(null, false).status).to.equal('ok')
  })

  it('reads what is installed in a folder or above it', () => {
    const folder = newFolder()
    mkdirSync(join(folder.path, 'node_modules', 'express'), { recursive: true })
    mkdirSync(join(folder.path, 'app'))
    folder.write('node_modules/express/package.json', '{ "version": "4.1.0" }')
    expect(installedVersion(join(folder.path, 'app'), 'express')).to.equal('4.1.0')
    folder.write('node_modules/express/package.json', '{ broken')
    expect(installedVersion(join(folder.path, 'app'), 'express')).to.equal(null)
    folder.remove()
  })
})

describe('doctor: policy', () => {
  const folder = newFolder()
  after(folder.remove)
  const check = (name: string, isNamed = true): readonly Finding[] => checkPolicyFile(name, join(folder.path, name), isNamed, NOW)

  it('is skipped where there is none, and fails where one was named', () => {
    expect(check('none.yaml', false)).to.deep.equal([
      { check: 'policy', status: 'skip', found: 'no none.yaml in this folder', fix: 'give --policy FILE' },
    ])
    expect(brief(check('none.yaml'))).to.deep.equal(['policy fail'])
  })

  it('takes a valid one with its suite for fine, and misses the suite', () => {
    folder.write('p.yaml', newPolicy())
    expect(brief(check('p.yaml'))).to.deep.equal(['policy ok', 'policy.suites warn'])
    folder.write('p_test.yaml', newSuite('other.yaml'))
    expect(brief(check('p.yaml'))).to.deep.equal(['policy ok', 'policy.suites warn'])
    folder.write('p_test.yaml', newSuite('p.yaml'))
    expect(brief(check('p.yaml'))).to.deep.equal(['policy ok', 'policy.suites ok'])
  })

  it('names the first error, and each lint', () => {
    const [invalid] = checkPolicyText(`${HEAD}rulez: []\n`, 'p.yaml', NOW)
    expect(invalid).to.include({ status: 'fail', fix: 'passport-authy policy validate p.yaml' })
    expect(invalid?.found).to.match(/^p\.yaml: \d errors?, the first E10\d/)
    const loose = `${HEAD}metadata: { name: a, owner: b@c.example }\ndefaults: { on_provider_error: allow }\nrules: [{ id: everyone, enrollment: { model: opt_in } }]\n`
    const [valid, ...lints] = checkPolicyText(loose, 'p.yaml', NOW)
    expect(valid?.status).to.equal('ok')
    expect(brief(lints)).to.include('policy.lint warn')
    expect(lints.map(({ found }) => found).join()).to.include('W150 in line')
  })
})

describe('doctor: secrets', () => {
  it('takes two long ones for fine', () => {
    const findings = checkSecrets({ SECOND_FACTOR_SECRET: one, SESSION_SECRET: other })
    expect(brief(findings)).to.deep.equal(['secret.second_factor ok', 'secret.session ok', 'secret.apart ok'])
    expect(JSON.stringify(findings)).to.not.include(one).and.not.include(other)
  })

  it('refuses short ones, the placeholder, and one for both', () => {
    expect(brief(checkSecrets({ SECOND_FACTOR_SECRET: 'short', SESSION_SECRET: other }))[0]).to.equal('secret.second_factor fail')
    expect(brief(checkSecrets({ SESSION_SECRET: 'x'.repeat(31) }))).to.include('secret.session fail')
    expect(brief(checkSecrets({ SECOND_FACTOR_SECRET: SECRET_PLACEHOLDER }))[0]).to.equal('secret.second_factor fail')
    expect(brief(checkSecrets({ SECOND_FACTOR_SECRET: one, SESSION_SECRET: one }))).to.include('secret.apart fail')
    expect(envExample({ store: 'memory' })).to.include(`SECOND_FACTOR_SECRET=${SECRET_PLACEHOLDER}`)
  })

  it('is skipped where nothing is set', () => {
    expect(brief(checkSecrets({ SECOND_FACTOR_SECRET: '' }))).to.deep.equal(['secret.second_factor skip', 'secret.session skip'])
  })
})

describe('doctor: key and address', () => {
  const status = (env: Record<string, string>): string => checkAuthySettings(env).finding.status
  const local = 'http://127.0.0.1:4010'

  it('takes fitting ones for fine', () => {
    expect(status({ AUTHY_API_KEY: 'demo_1', AUTHY_API_URL: local })).to.equal('ok')
    expect(status({ AUTHY_API_KEY: 'real' })).to.equal('ok')
    expect(status({ AUTHY_API_KEY: 'real', NODE_ENV: 'production' })).to.equal('ok')
  })

  it('refuses what cannot work or must not', () => {
    expect(status({ AUTHY_API_KEY: 'demo_1' })).to.equal('fail')
    expect(status({ AUTHY_API_KEY: 'real', AUTHY_API_URL: 'http://api.example' })).to.equal('fail')
    expect(status({ AUTHY_API_URL: local })).to.equal('fail')
    expect(status({ NODE_ENV: 'production' })).to.equal('fail')
    expect(status({ AUTHY_API_KEY: 'demo_1', AUTHY_API_URL: local, NODE_ENV: 'production' })).to.equal('fail')
    expect(status({ AUTHY_API_KEY: 'real', AUTHY_API_URL: local, NODE_ENV: 'production' })).to.equal('fail')
    expect(status({ AUTHY_API_KEY: 'real', AUTHY_API_URL: local })).to.equal('warn')
    expect(status({})).to.equal('skip')
  })

  it('speaks of the variables, and never shows the key', () => {
    const { finding, settings } = checkAuthySettings({ AUTHY_API_KEY: 'demo_hush', AUTHY_API_URL: 'https://api.example' })
    expect(finding.found).to.include('AUTHY_API_KEY is a demo_ key').and.not.include('hush')
    expect(settings).to.equal(null)
  })

  it('reads what the provider says about the key', () => {
    const reply = (code: number, body: unknown) => ({ status: code, body, retryAfterSeconds: null })
    const app = { name: 'Shop', onetouch_enabled: true, sms_enabled: true, phone_calls_enabled: true }
    expect(judgeDetails(reply(200, { success: true, app })).status).to.equal('ok')
    expect(judgeDetails(reply(200, { success: true, app: { ...app, onetouch_enabled: false } }))).to.include({ status: 'warn' })
    expect(judgeDetails(reply(200, '<html>')).status).to.equal('fail')
    expect(judgeDetails(reply(401, { error_code: '60001' })).found).to.equal('the provider refuses the key')
    expect(judgeDetails(reply(503, undefined))).to.include({ status: 'fail', found: 'the provider answered 503' })
  })
})
