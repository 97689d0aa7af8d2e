/** The page for the step a sign-in is at; each can be replaced by one of the host's. */
import type { RefusalCode } from '../errors.js'
import { doneView, lockedView, refusalView, unavailableView } from './ends.js'
import { enrollView } from './enroll/enroll-view.js'
import { optOutView } from './enroll/opt-out-view.js'
import { layout } from './layout.js'
import type { Frame, View } from './layout.js'
import type { PageModel } from './model.js'
import { proveView } from './prove/prove-view.js'

/** Answers a whole HTML page. Nothing in the model is escaped yet. */
export type ViewFunction = (model: PageModel) => string

/** Pages of the host's own, in the place of ours. */
export interface Views {
  readonly prove?: ViewFunction
  readonly confirm?: ViewFunction
  readonly enroll?: ViewFunction
  readonly optOut?: ViewFunction
  readonly locked?: ViewFunction
  readonly unavailable?: ViewFunction
  readonly done?: ViewFunction
}

const VIEWS: Readonly<Record<keyof Views, (model: PageModel) => View>> = {
  prove: proveView,
  confirm: proveView,
  enroll: enrollView,
  optOut: optOutView,
  locked: lockedView,
  unavailable: unavailableView,
  done: doneView,
}

export function page(model: PageModel, views: Views = {}, name: keyof Views = model.step): string {
  return views[name]?.(model) ?? layout(model, VIEWS[name](model))
}

/** Nobody can be decided about, so there is no model. */
export function unavailablePage(frame: Frame): string {
  return layout(frame, unavailableView(frame))
}

export function refusalPage(frame: Frame & Pick<PageModel, 'signInPath'>, code: RefusalCode): string {
  return layout(frame, refusalView(frame, code))
}
