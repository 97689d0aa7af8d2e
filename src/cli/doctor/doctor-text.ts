/** The findings for people: one line a check, columns aligned. */
import { printable } from '../output.js'
import type { Color, Paint } from '../paint.js'
import { columns, counted } from '../table.js'
import type { Finding, Status } from './finding.js'

const COLORS: Readonly<Record<Status, Color>> = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'dim' }

/** How many of each. */
export function totals(findings: readonly Finding[]): Readonly<Record<Status, number>> {
  const count = (wanted: Status): number => findings.filter(({ status }) => status === wanted).length
  return { ok: count('ok'), warn: count('warn'), fail: count('fail'), skip: count('skip') }
}

export function doctorText(findings: readonly Finding[], paint: Paint): string {
  const lines = columns(findings.map((one) => [one.status.padEnd(4), one.check, sentence(one)]))
  const painted = lines.map((line, at) => {
    const status = findings[at]?.status ?? 'ok'
    return `${paint(COLORS[status], status)}${line.slice(status.length)}`
  })
  const { ok, warn, fail, skip } = totals(findings)
  return `${painted.join('\n')}\n\n${ok} ok, ${counted(warn, 'warning')}, ${fail} failed, ${skip} skipped\n`
}

function sentence({ found, fix }: Finding): string {
  return printable(fix === null ? found : `${found} → ${fix}`)
}
