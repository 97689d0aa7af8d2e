/** One request to the running application, without cookies and without following redirects. */

export interface Answer {
  readonly status: number
  readonly headers: Headers
  /** `Set-Cookie`, one each. */
  readonly cookies: readonly string[]
  /** The first megabyte. */
  readonly text: string
  /** Epoch ms. */
  readonly askedAt: number
  /** Epoch ms. */
  readonly answeredAt: number
}

export interface Question {
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** An answer, or one word for why there is none. */
export type Probed = Answer | string

const TIMEOUT_MS = 5000
const MAX_BYTES = 1024 * 1024

/** @param now epoch ms */
export async function probe(origin: string, question: Question, now: () => number): Promise<Probed> {
  const { path, method = 'GET', body } = question
  const askedAt = now()
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const request = { method, headers: { ...question.headers }, redirect: 'manual', signal } as const
  try {
    const response = await fetch(`${origin}${path}`, body === undefined ? request : { ...request, body })
    const answeredAt = now()
    const { status, headers } = response
    return { status, headers, cookies: headers.getSetCookie(), text: await textOf(response), askedAt, answeredAt }
  } catch (error) {
    return reasonOf(error)
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  // The types of browsers do not know that a stream can be walked; Node.js has done so since version 18.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BYTES) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  const { cause } = error
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'the exchange failed'
}
