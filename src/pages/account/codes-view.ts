/** New backup codes, shown this once. Printing, copying and saving are there where the script runs. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { View } from '../layout.js'
import type { CodesModel } from '../model.js'
import { said } from '../parts.js'
import type { WordId } from '../../words/speaker.js'

export function codesView({ speaker, codes, next }: CodesModel): View {
  const tools = [tool('print', said(speaker, 'codes.print')), tool('copy', said(speaker, 'codes.copy'), speaker.say('codes.copied')), tool('download', said(speaker, 'codes.download'))]
  const body = html`<ol class="codes" part="codes" id="codes" dir="ltr" aria-label="${speaker.say('settings.codes' satisfies WordId)}">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ol>
<div class="tools">${tools}</div>
<p>${said(speaker, 'codes.keep')}</p>
<p class="box" part="warning">${said(speaker, 'help.warning')}</p>
<a class="button primary" part="button primary" href="${next}">${said(speaker, 'push.continue')}</a>`
  return { title: speaker.say('codes.title'), status: said(speaker, 'codes.status'), body, client: null, place: 'card' }
}

/** Does nothing without script, so the script brings it out. */
function tool(name: 'print' | 'copy' | 'download', label: Markup, told: string | null = null): Markup {
  return html`<button type="button" part="button plain" class="plain" hidden data-tool="${name}" data-of="codes" data-file="backup-codes.txt"${told === null ? null : html` data-told="${told}"`}>${label}</button>`
}
