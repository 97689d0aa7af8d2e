/** The frame around every page: title, styles, heading, problem. */
import { html } from './html.js'
import type { Markup } from './html.js'

export interface Layout {
  readonly appName: string
  /** Where the router is mounted: the styles and the script come from there. */
  readonly path: string
  readonly title: string
  readonly body: Markup
}

export function layout({ appName, path, title, body }: Layout): string {
  const page = html`<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} – ${appName}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${path}/assets/second-factor.css">
<script type="module" src="${path}/assets/second-factor.js"></script>
</head>
<body>
<main>
<p class="app">${appName}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return page.text
}

/** A form of one button, which works without script. */
export function button(action: string, label: string, kind: 'primary' | 'plain' = 'plain', fields: Markup | null = null): Markup {
  return html`<form method="post" action="${action}">${fields}<button class="${kind}">${label}</button></form>`
}
