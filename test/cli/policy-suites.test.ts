import { spawnSync } from 'node:child_process'
import { expect } from 'chai'
import { EXAMPLE_NAMES } from './in-process.js'

/** The parts of the JSON answer that are looked at here. */
interface Answer {
  readonly suites: readonly {
    readonly file: string
    readonly tests: readonly { readonly name: string; readonly ok: boolean }[]
  }[]
  readonly coverage: readonly { readonly policy: string; readonly sufficient: boolean }[]
  readonly passed: number
}

describe('policy test: the suites shipped', () => {
  it('pass through the command line, and every rule and step-up entry decides', () => {
    const args = [
      '--import',
      'tsx',
      'src/cli/main.ts',
      'policy',
      'test',
      'example-app/policies',
      '--require-coverage',
      '100%',
      '--format',
      'json',
    ]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    const result = JSON.parse(stdout) as Answer
    const failed = result.suites.flatMap(({ file, tests }) =>
      tests.flatMap(({ name, ok }) => (ok ? [] : [`${file}: ${name}`])),
    )
    expect(failed).to.deep.equal([])
    expect(result.coverage.filter((policy) => !policy.sufficient)).to.deep.equal([])
    expect(result.coverage.map((policy) => policy.policy)).to.have.members(
      EXAMPLE_NAMES.map((name) => `example-app/policies/${name}.yaml`),
    )
    expect(result.passed).to.be.greaterThan(80)
    expect([status, stderr]).to.deep.equal([0, ''])
  })
})
