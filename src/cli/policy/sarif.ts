/** Problems as SARIF 2.1.0 (OASIS), which code hosts show beside the changed line. */
import type { Problem, ProblemCode, Severity } from '../../policy/language/problem.js'
import { messageOf } from './load-policy.js'

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

export function sarif(problems: readonly Problem[]): object {
  const codes = [...new Set(problems.map(({ code }) => code))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'passport-authy',
            rules: codes.map((id) => ({ id, shortDescription: { text: TITLES[id] } })),
          },
        },
        results: problems.map((problem) => resultOf(problem, codes)),
      },
    ],
  }
}

function resultOf(problem: Problem, codes: readonly string[]): object {
  const { code, severity, path, file = '-', line, column } = problem
  const message = messageOf(problem)
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: path === '' ? message : `${path}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: file === '-' ? 'stdin' : uriOf(file) },
          region: { startLine: line ?? 1, startColumn: column ?? 1 },
        },
      },
    ],
  }
}

/** Relative paths stay relative; a file's name may hold what an address may not. */
function uriOf(file: string): string {
  const path = file.split(/[/\\]/).map(encodeURIComponent).join('/')
  return file.startsWith('/') ? `file://${path}` : path
}

const TITLES: Readonly<Record<ProblemCode, string>> = {
  E100: 'not YAML or JSON, empty, or too large',
  E101: 'unknown field',
  E102: 'wrong value',
  E103: 'field missing',
  E104: 'construct that a policy must not use',
  E201: 'guardrails leave nothing to prove oneself with',
  E202: 'confirm_with shares no method with methods',
  E203: 'two step-up entries that can match together share no method',
  E210: 'exception without until, or longer than 366 days',
  E211: 'id used twice',
  E212: 'unknown network',
  E213: 'report_only without report_until',
  E214: 'set at the top level and in defaults',
  W101: 'rule never reached',
  W102: 'no rule for everyone',
  W103: 'rule shadowed for part of its scope',
  W110: 'only texts and calls on offer',
  W111: 'browser remembered for longer than 90 days',
  W120: 'on_expiry: lock without a help link',
  W121: 'grace is over already',
  I122: 'self-service and mandatory without bind_new_phone',
  W130: 'dry run past its end',
  W140: 'one emergency account only',
  W141: 'no emergency account',
  W150: 'on_provider_error: allow',
  W160: 'exception ends soon, or has ended',
  W170: 'actions of policy and routes differ',
  W171: 'step-up does not reach people under a disabled model',
}
