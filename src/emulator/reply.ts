/** What the emulated service answers: compact JSON in the two key orders that the real one was seen to use. */

type ContentType =
  | 'application/json;charset=utf-8'
  | 'text/plain;charset=utf-8'
  | 'text/html;charset=utf-8'
  | 'text/css;charset=utf-8'
  | 'text/javascript;charset=utf-8'
  | 'text/event-stream;charset=utf-8'
  | 'image/svg+xml'

/** An answer, ready for the wire. */
export interface Reply {
  readonly status: number
  readonly type: ContentType
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
  /** Keeps the connection open and writes whatever this sends, instead of `body`, until the client goes. */
  readonly follow?: (send: (text: string) => void) => void
}

/** JSON without blanks: some clients search the bytes of the body. */
export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status,
  type: 'application/json;charset=utf-8',
  headers,
  body: JSON.stringify(body),
})

/** Success is always 200, never 201. */
export const ok = (body: object): Reply => json(200, body)

/** A refusal by the part of the service that knows the subject: `message` first, `error_code` last. */
export function refusal(
  status: number,
  code: string,
  message: string,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json(status, { ...fields, message, success: false, errors: { ...fields, message }, error_code: code }, headers)
}

/** A refusal by what stands in front (key, parameters, limiter): `error_code` first. */
export const gateRefusal = (
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply => json(status, { error_code: code, message, errors: { message }, success: false }, headers)

export const invalidKey = (): Reply => gateRefusal(401, '60001', 'Invalid API key')

export const invalidRequest = (status = 400): Reply => gateRefusal(status, '60002', 'Invalid request')

/** A missing or malformed parameter, in the words of the service. */
export const invalidParameter = (name: string, problem = 'Parameter is required'): Reply =>
  gateRefusal(400, '60004', `Invalid parameter: ${name} - ${problem}`)

export const invalidEncoding = (): Reply => gateRefusal(400, '60005', 'Invalid encoding: text is not valid UTF-8')

export const userNotFound = (): Reply => refusal(404, '60026', 'User not found.')

/** An unknown address is 401 with plain text; so the Authy API answered in 2014. */
export const unknownUrl = (): Reply => ({
  status: 401,
  type: 'text/plain;charset=utf-8',
  body: 'Requested URL was not found. Please check http://docs.authy.com/ to see the valid URLs',
})
