/** A route and how a path finds it. */
import type { Stage } from './faults.js'
import type { Params } from './params.js'
import type { Reply } from './reply.js'
import type { World } from './world.js'

/** One call of the emulated service, its parameters read from wherever they stood. */
export interface Call {
  readonly world: World
  readonly params: Params
  /** Named segments of the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly apiKey: string
  /** A text or call is taken and never arrives. */
  readonly isLost?: boolean
}

export interface Route<Request> {
  readonly method: string
  /** Segments; one that begins with `:` is captured under that name. */
  readonly path: string
  readonly handle: (request: Request) => Reply | Promise<Reply>
}

/** A production-shaped route; `stage` names it for faults. */
export interface ApiRoute extends Route<Call> {
  readonly stage?: Stage
}

/** The first route that fits, with what its path captured. */
export function findRoute<R extends Route<never>>(
  routes: readonly R[],
  method: string,
  segments: readonly string[],
): { readonly route: R; readonly path: Readonly<Record<string, string>> } | null {
  for (const route of routes) {
    const path = route.method === method ? match(route.path, segments) : null
    if (path !== null) return { route, path }
  }
  return null
}

function match(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').slice(1)
  if (parts.length !== segments.length) return null
  const captured: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith(':')) captured[part.slice(1)] = segment
    else if (part !== segment) return null
  }
  return captured
}
