/** The page for the step a sign-in is at, and the pages of one's own settings; each can be replaced by one of the host's. */
import type { RefusalCode } from '../errors.js'
import { codesView } from './account/codes-view.js'
import { reportView } from './account/report-view.js'
import { settingsView } from './account/settings-view.js'
import { doneView, lockedView, refusalView, unavailableView } from './ends.js'
import { enrollView } from './enroll/enroll-view.js'
import { optOutView } from './enroll/opt-out-view.js'
import { layout } from './layout.js'
import type { Frame, View } from './layout.js'
import type { CodesModel, PageModel, ReportModel, SettingsModel } from './model.js'
import { proveView } from './prove/prove-view.js'

/** Answers a whole HTML page. Nothing in the model is escaped yet. */
export type ViewFunction<Model extends PageModel = PageModel> = (model: Model) => string

/** What each page is made from. */
interface Models {
  readonly prove: PageModel
  readonly confirm: PageModel
  readonly enroll: PageModel
  readonly optOut: PageModel
  readonly locked: PageModel
  readonly unavailable: PageModel
  readonly done: PageModel
  readonly settings: SettingsModel
  readonly codes: CodesModel
  readonly report: ReportModel
}

/** Pages of the host's own, in the place of ours. */
export type Views = { readonly [Name in keyof Models]?: ViewFunction<Models[Name]> }

/** The pages that a sign-in can be at. */
export type StepView = Exclude<keyof Models, 'settings' | 'codes' | 'report'>

const VIEWS: { readonly [Name in keyof Models]: (model: Models[Name]) => View } = {
  prove: proveView,
  confirm: proveView,
  enroll: enrollView,
  optOut: optOutView,
  locked: lockedView,
  unavailable: unavailableView,
  done: doneView,
  settings: settingsView,
  codes: codesView,
  report: reportView,
}

/** @param view default: the one for the step */
export function page(model: PageModel, views: Views = {}, view: StepView = stepView(model)): string {
  return rendered(view, model, views)
}

/** A new phone may also be set up by somebody who has one: signed in, or with the proofs that policy names. */
function stepView({ show, step, mayBindByProof }: PageModel): StepView {
  const isChange = show === 'new-phone' && (step === 'done' || (step === 'prove' && mayBindByProof))
  return isChange ? 'enroll' : step
}

export function rendered<Name extends keyof Models>(name: Name, model: Models[Name], views: Views = {}): string {
  const own = views[name]
  return own === undefined ? layout(model, VIEWS[name](model)) : own(model)
}

/** Nobody can be decided about, so there is no model. */
export function unavailablePage(frame: Frame): string {
  return layout(frame, unavailableView(frame))
}

export function refusalPage(frame: Frame & Pick<PageModel, 'signInPath'>, code: RefusalCode): string {
  return layout(frame, refusalView(frame, code))
}
