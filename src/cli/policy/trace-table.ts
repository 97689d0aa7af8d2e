/** The table of everything a decision looked at: hit, miss or may, condition by condition. */
import type { CompiledPolicy } from '../../policy/compile.js'
import type { TraceEntry } from '../../policy/decision.js'
import { columns } from '../table.js'

const MARKS = { decided: '*', undecided: '~', report_only: 'r', step_up: 's' } as const
const LEGEND = {
  decided: 'decided',
  undecided: 'might match, data is missing',
  report_only: 'matched, report-only',
  step_up: 'step-up in force',
} as const

/** In the order of the file language, whatever order an entry names them in. */
const CONDITIONS = [
  'users',
  'groups',
  'roles',
  'attributes',
  'created_after',
  'created_before',
  'actions',
  'paths',
  'networks',
  'clients',
  'first_factor',
  'rollout',
  'except',
] as const

/** Heading, one line an entry, and a legend of the marks that occur. */
export function traceLines(policy: CompiledPolicy, trace: readonly TraceEntry[]): string[] {
  const shown = CONDITIONS.filter((name) => trace.some(({ conditions }) => name in conditions))
  const rows = trace.map((entry) => [
    `${entry.mark === null ? ' ' : MARKS[entry.mark]}  ${numberOf(policy, entry)}`,
    wide(entry.id, 26),
    ...shown.map((name) => wide(entry.conditions[name] ?? '-', 10)),
  ])
  const used = [...new Set(trace.flatMap(({ mark }) => (mark === null ? [] : [mark])))]
  const legend = used.length === 0 ? [] : [`    ${used.map((mark) => `${MARKS[mark]} ${LEGEND[mark]}`).join('   ')}`]
  const heading = ['   #', wide('rule', 26), ...shown.map((name) => wide(name, 10))]
  return [...columns([heading, ...rows]).map((line) => ` ${line}`), ...legend]
}

function wide(text: string, width: number): string {
  return text.padEnd(width)
}

/** Place in its list, from 1; `s` for step-up entries, `e` for exceptions. */
function numberOf(policy: CompiledPolicy, { kind, id }: TraceEntry): string {
  const at = (entries: readonly { readonly id: string }[]): number => entries.findIndex((entry) => entry.id === id) + 1
  switch (kind) {
    case 'exception':
      return `e${at(policy.exceptions)}`
    case 'step_up':
      return `s${at(policy.stepUp)}`
    case 'rule':
      return String(at(policy.rules))
  }
}
