/** Which people an administrator asks for: the query of an address, and back. */
import type { Request } from 'express'
import { GRACE_DAYS, GRACE_LOGINS } from '../report/grace-left.js'
import type { PeopleFilter } from '../report/people-filter.js'
import { TRAITS } from '../report/person-row.js'
import { LOCK_CAUSES, STANDINGS } from '../report/standing.js'
import { InvalidField } from './fields.js'

export interface AdminQuery {
  readonly filter: PeopleFilter
  /** User id behind which the page begins; `null` for the first page. */
  readonly after: string | null
}

const LONGEST = 1024
/** The names of a filter in an address. */
export const FILTER_NAMES = ['standing', 'rule', 'group', 'cause', 'left', 'days', 'trait'] as const

/** Not Express's own: which parser that is, and so what a value can be, is the host's setting. */
export function queryOf(req: Request): URLSearchParams {
  return new URLSearchParams(req.originalUrl.split('#', 1)[0]?.split('?').slice(1).join('?'))
}

/** @throws InvalidField for a value that is none of those there are */
export function readAdminQuery(query: URLSearchParams): AdminQuery {
  return { filter: readFilter((name) => query.getAll(name).join(',')), after: valueOf(query.get('after') ?? '', 'after') }
}

/** The same from the fields of a body. */
export function readFilter(read: (name: string) => string): PeopleFilter {
  const standings = valueOf(read('standing'), 'standing')?.split(',').map((name) => oneOf(STANDINGS, name, 'standing'))
  const [rule, group] = [valueOf(read('rule'), 'rule'), valueOf(read('group'), 'group')]
  const choice = <const T extends string>(names: readonly T[], name: string): T | null => {
    const value = valueOf(read(name), name)
    return value === null ? null : oneOf(names, value, name)
  }
  const [cause, left] = [choice(LOCK_CAUSES, 'cause'), choice(GRACE_LOGINS, 'left')]
  const [days, trait] = [choice(GRACE_DAYS, 'days'), choice(TRAITS, 'trait')]
  return {
    ...(standings !== undefined && { standings }),
    // A dash stands for no rule, in tables and here: an empty field of a form means that it was not filled in.
    ...(rule !== null && { rule: rule === '-' ? '' : rule }),
    ...(group !== null && { group }),
    ...(cause !== null && { lockCause: cause }),
    ...(left !== null && { graceLogins: left }),
    ...(days !== null && { graceDays: days }),
    ...(trait !== null && { trait }),
  }
}

/** The query that `readAdminQuery` reads. */
export function writeAdminQuery({ filter, after }: AdminQuery): URLSearchParams {
  const { standings, rule, group, lockCause, graceLogins, graceDays, trait } = filter
  const entries: readonly (readonly [string, string | null | undefined])[] = [
    ['standing', standings?.join(',')],
    ['rule', rule === '' ? '-' : rule],
    ['group', group],
    ['cause', lockCause],
    ['left', graceLogins],
    ['days', graceDays],
    ['trait', trait],
    ['after', after],
  ]
  const query = new URLSearchParams()
  for (const [name, value] of entries) if (value !== undefined && value !== null) query.set(name, value)
  return query
}

function valueOf(value: string, field: string): string | null {
  if (value.length > LONGEST) throw new InvalidField(field)
  return value === '' ? null : value
}

function oneOf<const T extends string>(names: readonly T[], value: string, field: string): T {
  const found = names.find((name) => name === value)
  if (found === undefined) throw new InvalidField(field)
  return found
}
