/**
 * Walks data beside its schema and finds what the schema lets through or tells only in part: every unknown field,
 * with the nearest known one, and lists where fields belong (an empty list would pass for "everyone").
 */
import type { GenericSchema } from 'valibot'
import { nearestName } from './nearest-name.js'
import type { Finding, Path } from './problem.js'

export function findForeignFields(schema: GenericSchema, value: unknown, path: Path = []): Finding[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = part(schema, 'wrapped')
  if (inner !== null) return findForeignFields(inner, value, path)
  const item = part(schema, 'item')
  if (item !== null) return inParts(item, value, (index) => [...path, Number(index)])
  if (Array.isArray(value) && (schema.type === 'union' || schema.type === 'unknown')) return []
  if (Array.isArray(value)) return [{ code: 'E102', path, message: 'must be a mapping of fields' }]
  const named = part(schema, 'value')
  if (named !== null) return inParts(named, value, (name) => [...path, name])
  const fields: unknown = 'entries' in schema ? schema.entries : undefined
  return typeof fields === 'object' && fields !== null ? inFields(fields, value, path) : []
}

/** Parts that all have the same schema: entries of a list, values of a record. */
function inParts(schema: GenericSchema, value: object, pathOf: (key: string) => Path): Finding[] {
  return Object.entries(value).flatMap(([key, child]) => findForeignFields(schema, child, pathOf(key)))
}

function inFields(fields: object, value: object, path: Path): Finding[] {
  const known = new Map(Object.entries(fields))
  return Object.entries(value).flatMap(([key, child]) => {
    const field: unknown = known.get(key)
    const here = [...path, key]
    return isSchema(field) ? findForeignFields(field, child, here) : [unknownField(here, key, [...known.keys()])]
  })
}

function unknownField(path: Path, name: string, known: readonly string[]): Finding {
  const suggestion = nearestName(name, known)
  const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`
  return { code: 'E101', path, message: `unknown field${hint}`, suggestion, atKey: true }
}

/** A pipe carries the parts of the schema it begins with, so that it needs no case of its own. */
function part(schema: GenericSchema, name: 'wrapped' | 'item' | 'value'): GenericSchema | null {
  const found: unknown = name in schema ? Reflect.get(schema, name) : undefined
  return isSchema(found) ? found : null
}

function isSchema(value: unknown): value is GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema'
}
