/** `GET /account/password`, and the form again with what was wrong. */
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export type PasswordField = 'password' | 'new_password'

const PROBLEMS: Readonly<Record<PasswordField, string>> = {
  password: 'That is not your password.',
  new_password: 'Passwords have at least 10 characters.',
}

export function passwordPage(frame: Frame, wrong: PasswordField | null): string {
  const body = html`<h1>Change your password</h1>
<p class="lead">Afterwards you are signed out everywhere, and every browser that was remembered is forgotten.</p>
<form class="card" method="post" action="/account/password">
<input type="hidden" name="username" value="${frame.user?.username ?? ''}" autocomplete="username">
${field('password', 'The password you have now', html`autocomplete="current-password"`, wrong)}
${field('new_password', 'The new one', html`autocomplete="new-password" minlength="10" maxlength="128"`, wrong)}
<button>Change it</button>
</form>
<p><a href="/account">Back to your account</a></p>`
  return shopPage(frame, { title: 'Change your password', body, width: 'narrow' })
}

function field(name: PasswordField, label: string, attributes: Markup, wrongField: PasswordField | null): Markup {
  const isWrong = wrongField === name
  return html`<label for="${name}">${label}</label>
${isWrong ? html`<p class="problem" role="alert" id="${name}-problem">${PROBLEMS[name]}</p>` : null}
<input id="${name}" name="${name}" type="password" ${attributes} required${isWrong ? html` aria-describedby="${name}-problem" aria-invalid="true" autofocus` : null}>`
}
