/** What a control route is given, and how it reads it. */
import { json, type Reply } from '../reply.js'
import type { Route } from '../route.js'
import type { World } from '../world.js'

export interface ControlRequest {
  readonly world: World
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed, of any shape. */
  readonly body: unknown
  /** Sent by a form of the page, which wants to be shown again. */
  readonly isForm: boolean
  readonly signal: AbortSignal
}

export type ControlRoute = Route<ControlRequest>

export const invalid = (field: string): Reply => json(400, { code: 'invalid_request', field })

export const notFound = (): Reply => json(404, { code: 'not_found' })

/** The fields of a JSON object; null when the body is something else. */
export const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> | null =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.fromEntries(Object.entries(body)) : null

/** The view that a form of the page was sent from; only an address of the page itself counts. */
export function backOf(body: unknown): string {
  const back = fieldsOf(body)?.['back']
  return typeof back === 'string' && /^\/(?:\?[\w=&%.+-]*)?$/.test(back) ? back : '/'
}

/** A whole number of the query: null when absent, undefined when it is something else. */
export function wholeNumber(query: URLSearchParams, name: string): number | null | undefined {
  const text = query.get(name)
  if (text === null || text === '') return null
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** ISO 8601 in UTC. */
export const iso = (at: number): string => new Date(at).toISOString()
