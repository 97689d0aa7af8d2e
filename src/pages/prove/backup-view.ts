/** Type a code that stands in for the phone: one that was kept, or one from the help desk. */
import { clientState } from '../client-state.js'
import { html } from '../html.js'
import type { View } from '../layout.js'
import type { PageModel } from '../model.js'
import { button, field, said } from '../parts.js'
import { fieldProblem, pageProblem } from '../problems.js'
import { foot } from './foot.js'
import { rememberBox } from './remember-box.js'
import { titleOf, wishPart } from './step-up.js'

export function backupView(model: PageModel): View {
  const { speaker, path, methods } = model
  const attributes = html`type="text" autocomplete="off" autocapitalize="characters" dir="ltr" spellcheck="false" data-focus`
  const code = field({ name: 'code', label: said(speaker, 'backup.label'), hint: said(speaker, 'backup.hint'), problem: fieldProblem(model, 'code'), attributes })
  const body = html`${pageProblem(model, ['code'])}${wishPart(model)}
${button(`${path}/verify`, said(speaker, 'code.verify'), { kind: 'primary', body: html`${code}${rememberBox(model)}`, name: 'verify', fields: { show: 'backup' } })}
${foot(model, { waysLink: methods.length > 1 ? 'always' : 'none' })}`
  return { title: titleOf(model, 'backup.title'), status: said(speaker, 'backup.status'), body, client: clientState(model) }
}
