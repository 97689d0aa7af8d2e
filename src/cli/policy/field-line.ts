/** One changed field of a policy in one line. */
import type { FieldChange } from '../../policy/study/changed-fields.js'
import { printable } from '../output.js'
import { numberText } from './number-table.js'

/** Longer lists are told by what came and went. */
const LONG = 12
const NAMED = 5

/** `rules[students-2026].enrollment.grace_period.logins: 5 -> 3`. */
export function fieldLine(change: FieldChange): string {
  const path = printable(change.path)
  switch (change.kind) {
    case 'changed':
      return `${path}: ${valuesText(change.from, change.to)}`
    case 'added':
      return change.before === null
        ? `${path}: added as the last one`
        : `${path}: added before ${printable(change.before)}`
    case 'removed':
      return `${path}: removed`
    case 'reordered':
      return `${path}: order ${valuesText(change.from, change.to)}`
  }
}

function valuesText(from: unknown, to: unknown): string {
  const isLong = Array.isArray(from) && Array.isArray(to) && Math.max(from.length, to.length) > LONG
  return isLong ? listChange(from, to) : `${valueText(from)} -> ${valueText(to)}`
}

function listChange(from: readonly unknown[], to: readonly unknown[]): string {
  const [gone, come] = [without(from, to), without(to, from)]
  const sizes = `${numberText(from.length)} entries -> ${numberText(to.length)}`
  if (gone.length + come.length === 0) return `${sizes} (in another order)`
  return `${sizes} (${[namedText('added', come), namedText('removed', gone)].filter((text) => text !== '').join('; ')})`
}

function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const known = new Set(other)
  return list.filter((item) => !known.has(item))
}

function namedText(what: string, items: readonly unknown[]): string {
  if (items.length === 0) return ''
  const more = items.length > NAMED ? ` and ${numberText(items.length - NAMED)} more` : ''
  return `${what} ${items.slice(0, NAMED).map(valueText).join(', ')}${more}`
}

function valueText(value: unknown): string {
  if (value === undefined) return '(not set)'
  if (typeof value === 'string' && /^[\w./:@+*-]+$/.test(value)) return value
  return printable(JSON.stringify(value))
}
