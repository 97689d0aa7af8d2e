/** A change that wants a fresh second factor of whoever makes it: what is proven next is for that. */
import type { Request } from 'express'
import { look, OWN_SETTINGS } from '../flows/decide.js'
import type { Situation } from '../flows/decide.js'
import type { Visit } from '../flows/services.js'
import { nextToken } from './bearer.js'
import type { WebContext } from './context.js'
import { isPageRequest } from './negotiate.js'
import { goOn } from './respond.js'
import { keep } from './session.js'
import { refuseForm } from './stage.js'
import type { Stage } from './stage.js'

/** For a change of the own second factor. A person goes to the proof, and presses again afterwards. */
export async function refuseStale(stage: Stage): Promise<void> {
  const { context, req, res, visit } = stage
  const { situation, members } = await wantFresh(context, req, visit, settingsPath(context))
  if (isPageRequest(req)) return goOn(req, res, context.path, {})
  return refuseForm({ ...stage, visit: situation.visit }, { code: 'step_up_required', members })
}

export interface Wanted {
  readonly situation: Situation
  /** For the refusal of a program: where to prove it, and with which token. */
  readonly members: Readonly<Record<string, unknown>>
}

/**
 * Leaves the wish with the session, or in a token for a client without one.
 * @param returnTo path on this site to go on to after the proof
 * @param cameFrom where the person is back after giving up
 */
export async function wantFresh(context: WebContext, req: Request, visit: Visit, returnTo: string, cameFrom = returnTo): Promise<Wanted> {
  const path = settingsPath(context)
  keep(req, { wish: OWN_SETTINGS, refused: path, returnTo, cameFrom })
  const situation = await look(context.services, { ...visit, path, wish: OWN_SETTINGS })
  return { situation, members: { page: context.path, ...(await nextToken(context, req, situation, OWN_SETTINGS)) } }
}

function settingsPath({ path }: WebContext): string {
  return `${path}/settings`
}
