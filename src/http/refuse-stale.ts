/** A change of the own second factor that wants a fresh one: what is proven next is for that. */
import { look, OWN_SETTINGS } from '../flows/decide.js'
import { nextToken } from './bearer.js'
import { keep } from './session.js'
import { refuseForm } from './stage.js'
import type { Stage } from './stage.js'

export async function refuseStale(stage: Stage): Promise<void> {
  const { context, req, visit } = stage
  const path = `${context.path}/settings`
  keep(req, { wish: OWN_SETTINGS, refused: path, returnTo: path })
  const situation = await look(context.services, { ...visit, path, wish: OWN_SETTINGS })
  const members = { page: context.path, ...(await nextToken(context, req, situation, OWN_SETTINGS)) }
  return refuseForm({ ...stage, visit: situation.visit }, { code: 'step_up_required', members })
}
