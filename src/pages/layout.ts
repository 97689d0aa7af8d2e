/** The frame around every page. Its heading and its status line stay in place while the script changes the rest. */
import type { ClientState } from './client-state.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import type { PageModel } from './model.js'

export type Frame = Pick<PageModel, 'appName' | 'path' | 'stylesheet' | 'speaker'>

export interface View {
  readonly title: string
  /** Said aloud when it changes. */
  readonly status: Markup | string
  readonly body: Markup
  readonly client: ClientState | null
  /** Seconds after which the page asks again, where the person wanted that. */
  readonly refreshSeconds?: number | null
  /** `page`, `card`: the script leaves it where it stands, and opens no dialog; `page` is the wider one. */
  readonly place?: 'dialog' | 'page' | 'card'
}

/** The name of our element, and of our assets. */
const ELEMENT = 'second-factor-dialog'

export function layout({ appName, path, stylesheet, speaker }: Frame, view: View): string {
  const { title, status, body, client, refreshSeconds = null, place = 'dialog' } = view
  const page = html`<!doctype html>
<html lang="${speaker.language}" dir="${speaker.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refreshSeconds === null ? null : html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${speaker.say('page.title', { title, app: appName })}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/assets/second-factor.css">
${stylesheet === null ? null : html`<link rel="stylesheet" href="${stylesheet}">`}
<script type="module" src="${path}/assets/second-factor.js"></script>
</head>
<body class="second-factor">
<${ELEMENT}${client === null ? null : html` data-state="${JSON.stringify(client)}"`}${place === 'dialog' ? null : html` data-stays`}>
<main class="card${place === 'page' ? ' wide' : ''}" part="card" lang="${speaker.language}" dir="${speaker.dir}">
<p class="app" part="app">${appName}</p>
<h1 id="heading" part="heading" tabindex="-1">${title}</h1>
<p role="status" id="status" part="status">${status}</p>
<div class="body" id="body">
${body}
</div>
</main>
</${ELEMENT}>
</body>
</html>
`
  return page.text
}
