/** What a malfunction becomes: an honest 503 from us, anything else the host's own error page. */
import type { NextFunction, Request, Response } from 'express'
import { isSecondFactorError } from '../errors.js'
import type { SecondFactorError } from '../errors.js'
import type { WebContext } from './context.js'
import { refuse } from './respond.js'

const RETRY_AFTER_SECONDS = 5

export function answerError(context: WebContext, req: Request, res: Response, error: unknown, next: NextFunction): void {
  if (res.headersSent || !isSecondFactorError(error) || error.status !== 503) {
    next(error)
    return
  }
  const retryAfterSeconds = error.retryAfterSeconds ?? RETRY_AFTER_SECONDS
  refuse(context, req, res, { code: refusalOf(error), retryAfterSeconds })
}

/** That our key was refused is for the operator, not for the client. */
function refusalOf(error: SecondFactorError): 'provider_unavailable' | 'store_unavailable' {
  const isProvider = error.code.startsWith('provider_')
  return isProvider ? 'provider_unavailable' : 'store_unavailable'
}

/** What body-parser says about a body, in our words; `null` when the error is another. */
export function bodyRefusal(error: unknown): 'invalid_request' | 'payload_too_large' | 'unsupported_media_type' | null {
  const status: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'status') : null
  if (isSecondFactorError(error)) return null
  if (status === 400) return 'invalid_request'
  if (status === 413) return 'payload_too_large'
  return status === 415 ? 'unsupported_media_type' : null
}
