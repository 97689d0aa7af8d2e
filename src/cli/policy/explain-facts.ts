/** Account and request of one case: files first, flags over them. */
import { readAccount, readRequest } from '../../policy/facts-json.js'
import type { FactsResult } from '../../policy/facts-json.js'
import { pathText } from '../../policy/language/problem.js'
import { readSource } from '../../policy/language/read-source.js'
import { CliExit } from '../exit.js'
import { printable } from '../output.js'
import { readInput } from '../read-input.js'
import type { Case, ExplainFlags } from './explain.js'
import { fieldsFromFlags } from './explain-flags.js'

/** @throws CliExit 2 when a file or a flag does not describe an account or a request */
export function explainFacts(flags: ExplainFlags): Case {
  const accountFile = flags.account === undefined ? {} : readMapping(flags.account)
  const requestFile = flags.request === undefined ? {} : readMapping(flags.request)
  // One file may hold both, each under its name.
  const account = partOf(accountFile, 'account') ?? accountFile
  const request =
    partOf(requestFile, 'request') ??
    (flags.request === undefined ? partOf(accountFile, 'request') : null) ??
    requestFile
  return {
    account: facts(readAccount({ ...account, ...accountFlags(flags, account) }), flags.account ?? 'account'),
    request: facts(readRequest({ ...request, ...fieldsFromFlags('request', flags) }), flags.request ?? 'request'),
  }
}

/** Locks and nudges are not one field each. */
function accountFlags(flags: ExplainFlags, file: object): object {
  const { admin_lock, locked_until, nudges, ...fields } = fieldsFromFlags('account', flags)
  const admin = admin_lock === true ? [{ kind: 'admin' }] : []
  const temp = locked_until === undefined ? [] : [{ kind: 'temp', until: locked_until }]
  const held: unknown = Reflect.get(file, 'locks')
  const locks = [...(Array.isArray(held) ? (held as readonly unknown[]) : []), ...admin, ...temp]
  return {
    ...fields,
    ...(admin.length + temp.length === 0 ? {} : { locks }),
    ...(nudges === undefined ? {} : { nudges: { ...partOf(file, 'nudges'), count: nudges } }),
  }
}

function readMapping(file: string): object {
  const { value, findings } = readSource(readInput(file))
  const [first] = findings
  if (first !== undefined) throw new CliExit(2, `${file}${placeText(first)}: ${printable(first.message)}`)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CliExit(2, `${file} must hold one JSON object.`)
  return value
}

type SourceFinding = ReturnType<typeof readSource>['findings'][number]

function placeText({ place, path }: SourceFinding): string {
  if (place !== undefined) return `:${place.line}:${place.column}`
  return path.length === 0 ? '' : ` ${printable(pathText(path))}`
}

function partOf(value: object, name: string): object | null {
  const part: unknown = Object.hasOwn(value, name) ? Reflect.get(value, name) : null
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? part : null
}

function facts<T>(result: FactsResult<T>, source: string): T {
  if (result.ok) return result.facts
  throw new CliExit(2, result.problems.map((problem) => `${source}: ${printable(problem)}`).join('\n'))
}
