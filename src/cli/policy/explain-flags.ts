/** The flags that stand for fields of an account or a request. */
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { readTime } from '../read-input.js'

type Kind = 'text' | 'list' | 'pairs' | 'number' | 'time' | 'yes' | readonly string[]

interface FactFlag {
  readonly name: string
  readonly side: 'account' | 'request'
  /** Name in JSON. */
  readonly field: string
  readonly kind: Kind
  readonly help: string
  /** Whether the word `unknown` stands for `null`. */
  readonly mayBeUnknown?: true
  /** For lists: the words that are known. */
  readonly words?: readonly string[]
}

/** Values of flags as commander names them: `graceUsed` for `--grace-used`. */
export type FactFlags = Readonly<Record<string, unknown>>

const METHOD_WORDS = ['push', 'totp', 'sms', 'voice', 'backup_code', 'passkey']
const STATES = ['none', 'pending', 'enrolled', 'opted_out']

export const FACT_FLAGS: readonly FactFlag[] = [
  { name: 'user', side: 'account', field: 'user', kind: 'text', help: 'id of the account' },
  { name: 'state', side: 'account', field: 'state', kind: STATES, help: 'none, pending, enrolled or opted_out' },
  {
    name: 'methods',
    side: 'account',
    field: 'methods',
    kind: 'list',
    words: METHOD_WORDS,
    help: 'methods it has, with commas: push,sms',
  },
  { name: 'groups', side: 'account', field: 'groups', kind: 'list', mayBeUnknown: true, help: 'groups, with commas' },
  { name: 'roles', side: 'account', field: 'roles', kind: 'list', mayBeUnknown: true, help: 'roles, with commas' },
  {
    name: 'attributes',
    side: 'account',
    field: 'attributes',
    kind: 'pairs',
    mayBeUnknown: true,
    help: 'attributes: plan=pro,has_stored_card=true',
  },
  { name: 'created', side: 'account', field: 'created', kind: 'time', help: 'when the account was made' },
  { name: 'grace-used', side: 'account', field: 'grace_used', kind: 'number', help: 'grace logins used' },
  { name: 'grace-started', side: 'account', field: 'grace_started', kind: 'time', help: 'when grace began' },
  { name: 'opted-out-at', side: 'account', field: 'opted_out_at', kind: 'time', help: 'when the person opted out' },
  { name: 'nudges', side: 'account', field: 'nudges', kind: 'number', help: 'reminders shown so far' },
  { name: 'admin-lock', side: 'account', field: 'admin_lock', kind: 'yes', help: 'locked by an administrator' },
  {
    name: 'locked-until',
    side: 'account',
    field: 'locked_until',
    kind: 'time',
    help: 'locked after wrong codes, until then',
  },
  {
    name: 'path',
    side: 'request',
    field: 'path',
    kind: 'text',
    mayBeUnknown: true,
    help: 'path asked for (default: /)',
  },
  { name: 'action', side: 'request', field: 'action', kind: 'text', help: 'action of the step-up' },
  { name: 'ip', side: 'request', field: 'ip', kind: 'text', mayBeUnknown: true, help: 'address of the client' },
  { name: 'remembered', side: 'request', field: 'remembered_device', kind: 'yes', help: 'the browser is remembered' },
  {
    name: 'second-factor-age',
    side: 'request',
    field: 'second_factor_age',
    kind: 'number',
    help: 'seconds since the last second factor',
  },
  {
    name: 'second-factor-method',
    side: 'request',
    field: 'second_factor_method',
    kind: METHOD_WORDS,
    help: 'how it was proved',
  },
  {
    name: 'first-factor',
    side: 'request',
    field: 'first_factor',
    kind: 'text',
    help: 'how the first factor was done (default: password)',
  },
  { name: 'client', side: 'request', field: 'client', kind: 'text', help: 'kind of client (default: browser)' },
  { name: 'provider', side: 'request', field: 'provider', kind: ['up', 'down'], help: 'up or down' },
]

/** The fields that flags give for one side. @throws CliExit 2 naming the flag */
export function fieldsFromFlags(side: 'account' | 'request', flags: FactFlags): Record<string, unknown> {
  const given = FACT_FLAGS.filter((flag) => flag.side === side && flags[camelCase(flag.name)] !== undefined)
  return Object.fromEntries(given.map((flag) => [flag.field, valueOf(flag, flags[camelCase(flag.name)])]))
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function valueOf(flag: FactFlag, value: unknown): unknown {
  const { kind, name, words } = flag
  if (kind === 'yes') return value === true
  const text = String(value)
  if (flag.mayBeUnknown === true && text === 'unknown') return null
  if (typeof kind !== 'string') return choose(`--${name}`, text, kind)
  switch (kind) {
    case 'text':
      return text
    case 'list':
      return words === undefined ? listOf(text) : listOf(text).map((word) => choose(`--${name}`, word, words))
    case 'pairs':
      return Object.fromEntries(listOf(text).map((pair) => pairOf(pair, name)))
    case 'number':
      return numberOf(text, name)
    case 'time':
      return new Date(readTime(text, `--${name}`)).toISOString()
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** `true`, `false` and numbers mean what they mean in the policy file. */
function pairOf(pair: string, flag: string): readonly [string, unknown] {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
  if (name === undefined) throw new CliExit(2, `--${flag} must be name=value, with commas between several.`)
  if (value === 'true' || value === 'false') return [name, value === 'true']
  return [name, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value]
}

function numberOf(text: string, flag: string): number {
  if (!/^\d{1,12}(\.\d{1,6})?$/.test(text)) throw new CliExit(2, `--${flag} must be a number.`)
  return Number(text)
}
