/** `policy simulate` over a file of accounts, in a process of its own, whose memory is watched. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UNIVERSITY_HEADER, universityRows } from '../helpers/university.js'
import { COMPILED } from './compiled.js'

export interface SimulationFigures {
  readonly rows: number
  readonly seconds: number
  readonly peakMegabytes: number
}

/** Tells the peak of the process's memory at its end, in kilobytes. */
const WATCH = 'data:text/javascript,process.on("exit",()=>process.stderr.write(String(process.resourceUsage().maxRSS)))'

export function measureSimulation(rows: number): SimulationFigures {
  const temporary = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    const file = join(temporary, 'accounts.csv')
    writeAccounts(file, rows)
    const start = performance.now()
    const command = [
      `${COMPILED}cli/main.js`,
      'policy',
      'simulate',
      'example-app/policies/university.yaml',
      '--accounts',
      file,
    ]
    const { status, stderr } = spawnSync(process.execPath, ['--import', WATCH, ...command], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return { rows, seconds: (performance.now() - start) / 1000, peakMegabytes: Math.round(Number(stderr) / 1024) }
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

function writeAccounts(file: string, rows: number): void {
  const target = openSync(file, 'w')
  let text = `${UNIVERSITY_HEADER.join(',')}\n`
  for (const row of universityRows(rows)) {
    text += `${row.join(',')}\n`
    if (text.length < 1_000_000) continue
    writeSync(target, text)
    text = ''
  }
  writeSync(target, text)
  closeSync(target)
}
