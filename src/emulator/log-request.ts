/** The log of what clients asked, with everything secret taken out before it is kept. */
import type { Incoming } from './incoming.js'
import { nextId } from './messages.js'
import type { World } from './world.js'

const longestLog = 10_000
const secretParameters = ['api_key', 'app_api_key', 'access_key', 'verification_code', 'custom_code', 'token', 'code']
const hidden = '[redacted]'

/** Notes a call; `status` null: it got no answer. `ms` is real time. */
export function logRequest(world: World, incoming: Incoming, status: number | null, ms: number): void {
  const { requests } = world.state
  requests.push({
    id: nextId(world.state),
    method: incoming.method,
    path: redactedPath(incoming),
    status,
    ms,
    at: world.clock.now(),
  })
  if (requests.length > longestLog) requests.shift()
}

/** Path and query without keys, tokens and codes. */
function redactedPath({ rawSegments, query }: Incoming): string {
  const path = rawSegments.map((segment, index) => (rawSegments[index - 1] === 'verify' ? hidden : segment))
  const pairs = query.split('&').map((pair) => {
    const name = pair.split('=')[0] ?? ''
    return secretParameters.includes(decodeName(name)) ? `${name}=${hidden}` : pair
  })
  return `/${path.join('/')}${query === '' ? '' : `?${pairs.join('&')}`}`
}

/** As a form parser reads it, so that an encoded name hides nothing. */
const decodeName = (name: string): string => [...new URLSearchParams(`${name}=`).keys()][0] ?? name
