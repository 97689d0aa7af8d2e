/** Uses an approval: the button that the script presses by itself. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { button, field, said } from '../parts.js'
import { fieldProblem } from '../problems.js'

/** The script hides the form, and sends what belongs to it along. */
export const COMPLETE_FORM = 'complete'

/** By hand without script, where digits have to be typed, and where the script could not finish. */
export function completePart(model: PageModel): Markup {
  const { path, speaker, needsMatchCode, push } = model
  if (!needsMatchCode) {
    const isApproved = push?.status === 'approved'
    const form = button(`${path}/complete`, said(speaker, isApproved ? 'push.continue' : 'push.check'), { kind: 'primary', fields: { show: 'push' }, id: COMPLETE_FORM })
    return isApproved ? form : html`<div data-plain>${form}</div>`
  }
  const attributes = html`type="text" inputmode="numeric" autocomplete="off" dir="ltr" required`
  const body = field({ name: 'match_code', label: said(speaker, 'push.digits'), hint: null, problem: fieldProblem(model, 'match_code'), attributes })
  return button(`${path}/complete`, said(speaker, 'push.digits.confirm'), { kind: 'primary', body, fields: { show: 'push' }, id: COMPLETE_FORM })
}
