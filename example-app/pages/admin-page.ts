/** `GET /admin`, and what comes of making a code there. */
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export type CodeOutcome =
  | { readonly kind: 'made'; readonly username: string; readonly code: string }
  | { readonly kind: 'unknown'; readonly username: string }

/** @param twoStepPath where the library's administration is served */
export function adminPage(frame: Frame, twoStepPath: string, outcome: CodeOutcome | null = null): string {
  const body = html`<h1>Administration</h1>
${outcome?.kind === 'made' ? madeCode(outcome) : null}
<div class="columns">
<section class="card" aria-labelledby="two-step">
<h2 id="two-step">Two-step sign-in</h2>
<p>Only administrators with a fresh second factor get here.</p>
<p><a class="button quiet" href="${twoStepPath}">Who has set it up</a></p>
<p><a href="/outbox">Everybody’s messages</a></p>
</section>
<section class="card" aria-labelledby="new-phone">
<h2 id="new-phone">A code for a new phone</h2>
<p>Where policy asks for it, nobody can set up a phone without such a code. Make sure who is asking, then tell them the code.
It works once, for one hour, and ends the one before it. The person gets a message that a code was made.</p>
${codeForm(outcome)}
</section>
</div>`
  return shopPage(frame, { title: 'Administration', body })
}

function codeForm(outcome: CodeOutcome | null): Markup {
  const unknown = outcome?.kind === 'unknown' ? outcome.username : null
  return html`<form method="post" action="/admin/new-phone-code">
<label for="username">Name</label>
${unknown === null ? null : html`<p class="problem" role="alert" id="problem">Nobody here has this name.</p>`}
<input id="username" name="username" value="${unknown ?? ''}" autocomplete="off" autocapitalize="none" spellcheck="false" required${unknown === null ? null : html` aria-describedby="problem" aria-invalid="true" autofocus`}>
<button>Make a code</button>
</form>`
}

function madeCode({ username, code }: { readonly username: string; readonly code: string }): Markup {
  return html`<section class="card made" role="status" aria-labelledby="made">
<h2 id="made">The code for <bdi>${username}</bdi></h2>
<p class="code"><bdi>${code}</bdi></p>
<p>It is shown only now. Once this page is gone, make a new one.</p>
</section>`
}
