/**
 * Measures the policy: one decision as rules grow, beside two other engines; loading; and the simulation of a million
 * accounts. Counts what a sign-in asks of Redis. All figures of one run come from the same machine, so their ratios can be compared with those of another.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tableLines } from '../../src/cli/policy/number-table.js'
import { COMPILED } from './compiled.js'
import { measureLoading, measureOurs } from './our-engine.js'
import { measureCasbin, measureJsonRulesEngine } from './other-engines.js'
import { countRoundTrips } from './round-trips.js'
import { measureSimulation } from './simulation.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

function prepare(): void {
  if (!existsSync(`${FOLDER}node_modules`)) {
    console.log('Installing the engines to compare with ...')
    execFileSync(
      'npm',
      ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'],
      { stdio: 'inherit' },
    )
  }
  // What is shipped is measured: a loader that compiles on the fly keeps the names of functions, which costs time.
  mkdirSync(COMPILED, { recursive: true })
  writeFileSync(`${COMPILED}package.json`, '{"type":"module"}')
  const options = ['-p', 'test/tools/build/tsconfig.esm.json', '--outDir', COMPILED, '--declaration', 'false']
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options], { cwd: ROOT, stdio: 'inherit' })
}

function microseconds(us: number): string {
  if (us >= 1000) return `${(us / 1000).toFixed(1)} ms`
  return `${us.toFixed(us < 10 ? 2 : 0)} µs`
}

async function main(): Promise<void> {
  prepare()
  const ours = await measureOurs([10, 100, 1000, 10_000])
  const [first] = ours
  const base = first?.us ?? Number.NaN
  const others = [...(await measureCasbin([10, 1000])), ...(await measureJsonRulesEngine([10, 1000]))]
  const decisions = [...ours, ...others].map(({ what, rules, us }) => [
    what,
    rules,
    microseconds(us),
    `${(us / base).toFixed(1)} x`,
  ])
  const loading = (await measureLoading([10, 1000])).map(({ what, rules, us }) => [what, rules, microseconds(us), ''])
  console.log(
    tableLines([['one decision, half fit a rule', 'rules', 'time', 'beside ours at 10'], ...decisions]).join('\n'),
  )
  console.log(`\n${tableLines([['once at start', 'rules', 'time', ''], ...loading]).join('\n')}`)
  const { rows, seconds, peakMegabytes } = measureSimulation(1_000_000)
  const rate = Math.round(rows / seconds)
  console.log(
    `\n${tableLines([
      ['policy simulate, CSV', 'rows a second', 'peak memory'],
      [`${rows.toLocaleString('en-US')} accounts`, rate, `${peakMegabytes} MB`],
    ]).join('\n')}`,
  )
  const steps = (await countRoundTrips()).map(({ what, trips, scripts }) => [what, trips, scripts])
  console.log(`\n${tableLines([['a bearer sign-in with push', 'Redis round trips', 'scripts'], ...steps]).join('\n')}`)
}

await main()
