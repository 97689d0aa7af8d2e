/** What differs between two policies, field by field. Rules, step-up entries and exceptions go by their ids. */
import type { GenericSchema } from 'valibot'
import { schemaOf, writtenValue } from './field-kind.js'
import { policySchema } from '../language/schema.js'
import type { PolicySet } from '../language/schema.js'

/** Values are as the file writes them; `undefined` where the field is not set. */
export type FieldChange =
  | { readonly kind: 'changed'; readonly path: string; readonly from: unknown; readonly to: unknown }
  /** `before`: id of the entry that follows; `null` for the last one. */
  | { readonly kind: 'added'; readonly path: string; readonly before: string | null }
  | { readonly kind: 'removed'; readonly path: string }
  /** The same entries come in another order, which matters where the first match counts. */
  | {
      readonly kind: 'reordered'
      readonly path: string
      readonly from: readonly string[]
      readonly to: readonly string[]
    }

/** In the order in which the language names its fields; empty when both mean the same, however they are written. */
export function changedFields(from: PolicySet, to: PolicySet): FieldChange[] {
  return compare({ schema: policySchema, path: '' }, from, to)
}

interface Place {
  readonly schema: GenericSchema | null
  readonly path: string
}

type Fields = Readonly<Record<string, unknown>>
type Entry = Fields & { readonly id: string }

function compare(place: Place, from: unknown, to: unknown): FieldChange[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return []
  if (areEntries(from) && areEntries(to) && (from ?? to)?.length !== 0) return compareEntries(place, from, to)
  if (isFields(from) || isFields(to)) return compareFields(place, isFields(from) ? from : {}, isFields(to) ? to : {})
  return [
    { kind: 'changed', path: place.path, from: writtenValue(place.schema, from), to: writtenValue(place.schema, to) },
  ]
}

function compareFields({ schema, path }: Place, from: Fields, to: Fields): FieldChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  return names.flatMap((name) => {
    const place = { schema: schemaOf(schema, name), path: path === '' ? name : `${path}.${name}` }
    return compare(place, own(from, name), own(to, name))
  })
}

function compareEntries(
  { schema, path }: Place,
  from: readonly Entry[] = [],
  to: readonly Entry[] = [],
): FieldChange[] {
  const place = (id: string): Place => ({ schema: schemaOf(schema, null), path: `${path}[${id}]` })
  const [before, after] = [byId(from), byId(to)]
  const kept = from.flatMap((entry): FieldChange[] => {
    const successor = after.get(entry.id)
    return successor === undefined
      ? [{ kind: 'removed', path: place(entry.id).path }]
      : compare(place(entry.id), entry, successor)
  })
  const added = to.flatMap((entry, index): FieldChange[] => {
    if (before.has(entry.id)) return []
    const { id, ...fields } = entry
    const head = { kind: 'added', path: place(id).path, before: to[index + 1]?.id ?? null } as const
    return [head, ...compare(place(id), {}, fields)]
  })
  return [
    ...reordered(
      path,
      from.filter(({ id }) => after.has(id)),
      to.filter(({ id }) => before.has(id)),
    ),
    ...kept,
    ...added,
  ]
}

function reordered(path: string, from: readonly Entry[], to: readonly Entry[]): FieldChange[] {
  const [before, after] = [from.map(({ id }) => id), to.map(({ id }) => id)]
  return before.join('\n') === after.join('\n') ? [] : [{ kind: 'reordered', path, from: before, to: after }]
}

function byId(entries: readonly Entry[]): Map<string, Entry> {
  return new Map(entries.map((entry) => [entry.id, entry]))
}

/** A list of entries with ids, or none at all. */
function areEntries(value: unknown): value is readonly Entry[] | undefined {
  return (
    value === undefined ||
    (Array.isArray(value) && value.every((item) => isFields(item) && typeof item['id'] === 'string'))
  )
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
