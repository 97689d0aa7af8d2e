/** Asks the schema of policy files what a field is, so that its value can be written as the file would write it. */
import { safeParse } from 'valibot'
import type { GenericSchema } from 'valibot'
import { durationText } from '../decision-json.js'

/** The schema of a field of a mapping or of an item of a list; `null` where the schema says nothing of it. */
export function schemaOf(schema: GenericSchema | null, field: string | null): GenericSchema | null {
  if (schema === null) return null
  const inner = read(schema, 'wrapped')
  if (inner !== null) return schemaOf(inner, field)
  if (field === null) return read(schema, 'item')
  const entries: unknown = Reflect.get(schema, 'entries')
  const own: unknown =
    typeof entries === 'object' && entries !== null && Object.hasOwn(entries, field)
      ? Reflect.get(entries, field)
      : null
  return isSchema(own) ? own : read(schema, 'value')
}

/** A parsed value as the file writes it: seconds as an ISO 8601 duration, epoch ms as an ISO 8601 time. */
export function writtenValue(schema: GenericSchema | null, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => writtenValue(schemaOf(schema, null), item))
  if (typeof value !== 'number' || schema === null) return value
  if (reads(schema, 'PT7S', 7)) return durationText(value)
  if (reads(schema, '2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)))
    return new Date(value).toISOString().replace('.000Z', 'Z')
  return value
}

/** Durations and times are known by what becomes of them. A field's bounds may refuse a value and still have read it. */
function reads(schema: GenericSchema, text: string, expected: number): boolean {
  return safeParse(schema, text).output === expected
}

function read(schema: GenericSchema, name: 'wrapped' | 'item' | 'value'): GenericSchema | null {
  const found: unknown = Reflect.get(schema, name)
  return isSchema(found) ? found : null
}

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'kind') === 'schema'
}
