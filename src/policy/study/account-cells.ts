/** Accounts as rows of text: the columns, and what their cells mean. */
import { safeParse } from 'valibot'
import { METHODS } from '../../methods.js'
import type { Method } from '../../methods.js'
import type { AccountFacts, EnrollmentState, Lock } from '../decision.js'
import { instant } from '../language/values.js'

/** The names of the JSON form; `nudges` in two columns, and `locked` for `locks`. */
export const ACCOUNT_COLUMNS = [
  'user',
  'state',
  'methods',
  'grace_used',
  'grace_started',
  'groups',
  'roles',
  'attributes',
  'created',
  'opted_out_at',
  'nudge_count',
  'nudge_last_at',
  'locked',
] as const

export type AccountColumn = (typeof ACCOUNT_COLUMNS)[number]

export type CellsResult =
  | { readonly ok: true; readonly account: AccountFacts }
  | { readonly ok: false; readonly column: AccountColumn; readonly reason: string }

const STATES: readonly EnrollmentState[] = ['none', 'pending', 'enrolled', 'opted_out']

class WrongCell extends Error {}

/** @param columns names of the cells, in their order; an empty cell and a column left out are empty or neutral */
export function readCells(columns: readonly AccountColumn[], cells: readonly string[]): CellsResult {
  let column: AccountColumn = 'user'
  const cell = (name: AccountColumn): string => {
    column = name
    const index = columns.indexOf(name)
    return index < 0 ? '' : (cells[index] ?? '').trim()
  }
  try {
    return { ok: true, account: accountOf(cell) }
  } catch (error) {
    if (error instanceof WrongCell) return { ok: false, column, reason: error.message }
    throw error
  }
}

/** Reads one cell after the other, so that the one that is wrong is known. */
function accountOf(cell: (name: AccountColumn) => string): AccountFacts {
  return {
    user: userOf(cell('user')),
    state: stateOf(cell('state')),
    methods: listOf(cell('methods')).map(methodOf),
    graceUsed: countOf(cell('grace_used')),
    graceStarted: whenOf(cell('grace_started')),
    groups: listOf(cell('groups')),
    roles: listOf(cell('roles')),
    attributes: attributesOf(cell('attributes')),
    created: whenOf(cell('created')),
    optedOutAt: whenOf(cell('opted_out_at')),
    nudges: { count: countOf(cell('nudge_count')), lastAt: whenOf(cell('nudge_last_at')) },
    locks: locksOf(cell('locked')),
  }
}

function userOf(text: string): string {
  if (text === '') throw new WrongCell('is empty')
  return text
}

function stateOf(text: string): EnrollmentState {
  const state = text === '' ? 'none' : STATES.find((known) => known === text)
  if (state === undefined) throw new WrongCell(`must be ${STATES.join(', ')}`)
  return state
}

function methodOf(text: string): Method {
  const method = METHODS.find((known) => known === text)
  if (method === undefined) throw new WrongCell(`must be some of ${METHODS.join(', ')}`)
  return method
}

function countOf(text: string): number {
  if (!/^\d{0,9}$/.test(text)) throw new WrongCell('must be a whole number, 0 or more')
  return Number(text)
}

function whenOf(text: string): number | null {
  if (text === '') return null
  const result = safeParse(instant, text)
  if (!result.success) throw new WrongCell(result.issues[0].message)
  return result.output
}

function listOf(text: string): string[] {
  if (text === '') return []
  return text
    .split(/[|;]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function locksOf(text: string): Lock[] {
  switch (text.toLowerCase()) {
    case '':
    case 'false':
    case 'no':
    case '0':
      return []
    case 'true':
    case 'yes':
    case '1':
      return [{ kind: 'admin' }]
    default:
      return [{ kind: 'temp', until: untilOf(text) }]
  }
}

function untilOf(text: string): number {
  const result = safeParse(instant, text)
  if (!result.success) throw new WrongCell('must be true, false, or the time until which codes are refused')
  return result.output
}

/** JSON, or `name=value|name=value`. */
function attributesOf(text: string): Readonly<Record<string, unknown>> {
  if (text.startsWith('{')) return jsonFields(text)
  return Object.fromEntries(listOf(text).map(attributeOf))
}

function jsonFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Told below.
  }
  throw new WrongCell('is no JSON object')
}

function attributeOf(text: string): [string, unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new WrongCell('must be a JSON object or name=value|name=value')
  return [text.slice(0, at).trim(), scalarOf(text.slice(at + 1).trim())]
}

/** As in the policy file: true, false and numbers are no text, but `007` is. */
function scalarOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && String(Number(text)) === text ? Number(text) : text
}
