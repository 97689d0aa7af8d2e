/** A remembered browser shows its token once in a session; from then on the session's mark says so. */
import type { Request, Response } from 'express'
import { look } from '../flows/decide.js'
import { mayBeRemembered, recognizeDevice } from '../flows/remember-device.js'
import type { Visit } from '../flows/services.js'
import type { WebContext } from './context.js'
import { setDeviceCookie } from './device-cookie.js'
import { writeMark } from './session.js'

/** @returns the visit, with the mark of a remembered browser where that changes what is decided */
export async function recognized(context: WebContext, req: Request, res: Response, visit: Visit): Promise<Visit> {
  if (visit.deviceToken === null || visit.markId !== null) return visit
  const situation = await look(context.services, visit)
  const found = mayBeRemembered(situation) ? await recognizeDevice(context.services, situation) : null
  if (found === null) return visit
  if (found.cookie !== null) setDeviceCookie(context, res, found.cookie)
  await writeMark(req, found.mark)
  return { ...visit, markId: found.mark.id }
}
