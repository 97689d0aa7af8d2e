/** `GET /signup`, and the form again with what was wrong. */
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

export interface SignUpProblem {
  readonly field: 'username' | 'email' | 'password'
  readonly sentence: string
}

/** What was typed, without the password. */
export interface SignUpTyped {
  readonly username: string
  readonly email: string
}

export function signUpPage(frame: Frame, problem: SignUpProblem | null = null, typed: SignUpTyped = { username: '', email: '' }): string {
  const { username, email } = typed
  const body = html`<h1>Make an account</h1>
<form class="card" method="post" action="/signup">
${field('username', 'Name', 'Small letters and digits', html`value="${username}" autocomplete="username" autocapitalize="none" spellcheck="false"`, problem)}
${field('email', 'Email', null, html`type="email" value="${email}" autocomplete="email"`, problem)}
${field('password', 'Password', 'At least 10 characters', html`type="password" autocomplete="new-password" minlength="10"`, problem)}
<button>Make the account</button>
</form>
<p>Already known here? <a href="/login">Sign in</a></p>`
  return shopPage(frame, { title: 'Make an account', body, width: 'narrow' })
}

function field(name: SignUpProblem['field'], label: string, hint: string | null, attributes: Markup, problem: SignUpProblem | null): Markup {
  const wrong = problem?.field === name ? problem.sentence : null
  const notes = [...(hint === null ? [] : [`${name}-hint`]), ...(wrong === null ? [] : [`${name}-problem`])].join(' ')
  return html`<label for="${name}">${label}</label>
${hint === null ? null : html`<p class="hint" id="${name}-hint">${hint}</p>`}
${wrong === null ? null : html`<p class="problem" role="alert" id="${name}-problem">${wrong}</p>`}
<input id="${name}" name="${name}" ${attributes} required${notes === '' ? null : html` aria-describedby="${notes}"`}${wrong === null ? null : html` aria-invalid="true" autofocus`}>`
}
