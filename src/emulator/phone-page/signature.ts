/** The headers of a callback that are worth reading. */
import type { Exchange } from '../state.js'

/** Signature and nonce of a callback; empty for a call, whose key is not kept. */
export function maskedHeaders({ callback }: Exchange): string {
  if (callback === null) return ''
  const headers = Object.entries(callback.outgoing?.headers ?? {}).filter(([name]) => name.startsWith('x-authy'))
  if (headers.length === 0) return callback.outgoing === null ? 'Lost on its way.' : 'No signature.'
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n')
}
