/** One HTTP request to the application, without redirects, keep-alive or retries. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface Outgoing {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

const timeoutMs = 5000

/** Status of the answer; null when none came within five seconds or `signal` ended the attempt. Never rejects. */
export function sendRequest({ method, url, headers, body }: Outgoing, signal: AbortSignal): Promise<number | null> {
  const start = url.startsWith('https:') ? httpsRequest : httpRequest
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve) => {
    const options = { method, headers: { ...headers, ...length }, agent: false, signal, timeout: timeoutMs }
    const outgoing = start(url, options)
    outgoing.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? null)
    })
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.on('error', () => resolve(null))
    outgoing.on('close', () => resolve(null))
    outgoing.end(body ?? undefined)
  })
}
