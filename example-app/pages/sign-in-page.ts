/** `GET /login`: the form, and everybody who can be tried. Filling in a demo user is a link, so it needs no script. */
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

interface DemoUser {
  readonly name: string
  readonly state: string
  readonly tryThis: string
}

const DEMO_USERS: readonly DemoUser[] = [
  { name: 'ann', state: 'Enrolled, has the app', tryThis: 'Approve or deny the request on the phone, or use a code instead.' },
  { name: 'kim', state: 'Enrolled, texts and calls only', tryThis: 'Ask for a text, then for a call.' },
  { name: 'sam', state: 'Registered by the school, not confirmed', tryThis: 'Skip five times, or confirm the phone.' },
  { name: 'nora', state: 'No second factor yet', tryThis: 'Set up a phone, skip, or turn it off for good.' },
  { name: 'olaf', state: 'Opted out', tryThis: 'Goes straight in; turn it on again from the account page.' },
  { name: 'ada', state: 'Enrolled, administrator', tryThis: 'No texts for administrators; the administration asks again after ten minutes.' },
  { name: 'bea', state: 'Enrolled, emergency account', tryThis: 'Gets in whatever an administrator locked; each use raises an alert.' },
  { name: 'zoe', state: 'Enrolled, reads Arabic', tryThis: 'See the pages run from right to left.' },
]

const PASSWORD = 'correct-horse'

export interface SignInForm {
  /** Path that was wanted, kept through the form. */
  readonly returnTo: string | null
  readonly failed: boolean
  /** The password was changed a moment ago. */
  readonly changed: boolean
  /** A demo user whose name and password are filled in. */
  readonly as: string | null
  readonly phoneUrl: string | null
  /** Which of the demo users exist here. */
  readonly exists: (username: string) => boolean
}

export function signInPage(frame: Frame, form: SignInForm): string {
  const { failed, phoneUrl } = form
  const demo = DEMO_USERS.filter(({ name }) => form.exists(name))
  const chosen = demo.find(({ name }) => name === form.as)?.name ?? null
  const body = html`<div class="columns">
<section>
<h1>Sign in</h1>
${failed ? html`<p class="problem" role="alert" id="problem">That name and password do not fit together.</p>` : null}
${form.changed ? html`<p class="note" role="status">Your password is changed, and you are signed out everywhere.</p>` : null}
<form class="card" method="post" action="/login" id="sign-in">
${form.returnTo === null ? null : html`<input type="hidden" name="return_to" value="${form.returnTo}">`}
<label for="username">Name</label>
<input id="username" name="username" value="${chosen ?? ''}" autocomplete="username" autocapitalize="none" spellcheck="false" required${described(failed)}>
<label for="password">Password</label>
<input id="password" name="password" type="password" value="${chosen === null ? '' : PASSWORD}" autocomplete="current-password" required${described(failed)}>
<button>Sign in</button>
</form>
<p>New here? <a href="/signup">Make an account</a></p>
</section>
${demo.length === 0 ? null : html`<section aria-labelledby="demo">
<h2 id="demo">People to try</h2>
<p>All have the password <code>${PASSWORD}</code>.${phoneUrl === null ? null : html` Their phones are at <a href="${phoneUrl}">${phoneUrl.replace('http://', '')}</a>.`}</p>
<ul class="people">${demo.map((user) => person(user, user.name === chosen, form.returnTo))}</ul>
</section>`}
</div>`
  return shopPage(frame, { title: 'Sign in', body })
}

function described(failed: boolean): Markup | null {
  return failed ? html` aria-describedby="problem" aria-invalid="true"` : null
}

function person({ name, state, tryThis }: DemoUser, isChosen: boolean, returnTo: string | null): Markup {
  const query = new URLSearchParams({ as: name, ...(returnTo === null ? {} : { return_to: returnTo }) }).toString()
  return html`<li${isChosen ? html` class="chosen"` : null}>
<p><strong>${name}</strong> <span class="state">${state}</span></p>
<p>${tryThis}</p>
${isChosen ? html`<p class="filled">Filled in</p>` : html`<a href="/login?${query}#sign-in" aria-label="Fill in ${name}">Fill in</a>`}
</li>`
}
