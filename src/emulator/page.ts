/** The virtual phones as one plain page: pending requests with their buttons, messages, the current app code. */
import { createHash } from 'node:crypto'
import { settleExpiry } from './answer-approval.js'
import { isGone } from './find-user.js'
import { readableNumber } from './messages.js'
import type { Reply } from './reply.js'
import { softToken } from './soft-token.js'
import type { Approval, Message, User } from './state.js'
import type { World } from './world.js'

const shownMessages = 5

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 48rem; margin: 0 auto; padding: 1rem }
section { border: 1px solid #767676; border-radius: .5rem; padding: .5rem 1rem; margin: 1rem 0 }
h1 { font-size: 1.5rem }
h2 { font-size: 1.2rem; margin: .25rem 0 }
h3 { font-size: 1rem; margin: .75rem 0 .25rem }
form { display: inline }
button { font: inherit; min-height: 2.75rem; padding: 0 1.25rem; margin: .25rem .5rem .25rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: .25rem 0 } dd { margin: 0 }
code { font-size: 1.1rem; letter-spacing: .05em }
`

/** Fetches the page again and swaps what changed; the focus stays where it was, only the count is read out. */
const script = `
setInterval(async () => {
  const answer = await fetch('/').catch(() => null)
  if (answer === null || !answer.ok) return
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const status = document.querySelector('[role=status]')
  const count = next.querySelector('[role=status]').textContent
  if (status.textContent !== count) status.textContent = count
  const [main, fresh] = [document.querySelector('main'), next.querySelector('main')]
  if (fresh.innerHTML === main.innerHTML) return
  const focused = document.activeElement?.id
  main.replaceChildren(...fresh.childNodes)
  if (focused) document.getElementById(focused)?.focus()
}, 1000)
`

/** By hash and not by nonce: the page that the script fetches is judged by the policy of the one that shows it. */
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const policy =
  `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; connect-src 'self'; img-src data:; ` +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

/** The page as it stands now. */
export function page(world: World): Reply {
  return {
    status: 200,
    type: 'text/html;charset=utf-8',
    headers: { 'content-security-policy': policy, 'referrer-policy': 'same-origin' },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Virtual phones</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><style>${style}</style></head>
<body><header><h1>Virtual phones</h1><p>An emulator of the Authy API. Nothing here reaches a real phone.</p>
<p role="status">${waiting(world)}</p><noscript><p><a href="/">Look again</a></p></noscript></header>
<main>${phones(world)}</main><script>${script}</script></body></html>`,
  }
}

/** Requests that wait for an answer, of one user or of all. */
function pending(world: World, user?: User): readonly Approval[] {
  const now = world.clock.now()
  return [...world.state.approvals.values()]
    .filter((approval) => user === undefined || approval.authyId === user.authyId)
    .filter((approval) => settleExpiry(approval, now).status === 'pending')
}

function waiting(world: World): string {
  const count = pending(world).length
  return count === 1 ? '1 sign-in request is waiting.' : `${count} sign-in requests are waiting.`
}

function phones(world: World): string {
  const now = world.clock.now()
  const users = [...world.state.users.values()].filter((user) => !isGone(user, now))
  if (users.length === 0) return '<p>No phone yet. One appears when an application registers a user.</p>'
  return users.map((user) => phone(world, user)).join('')
}

function phone(world: World, user: User): string {
  const requests = pending(world, user).map(request)
  const texts = world.state.messages.filter((message) => message.authyId === user.authyId).slice(-shownMessages)
  return `<section aria-labelledby="phone-${user.authyId}">
<h2 id="phone-${user.authyId}">${escape(user.emails[0] ?? '')}</h2>
<p>${readableNumber(user)}, Authy id ${user.authyId}, ${user.hasApp ? 'has the app' : 'no app'}</p>
${requests.join('')}
${appCode(world, user)}${texts.length === 0 ? '' : `<h3>Messages</h3><ul>${texts.map(line).join('')}</ul>`}</section>`
}

function request(approval: Approval): string {
  const details = Object.entries(approval.details ?? {})
  const list = details.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`).join('')
  return `<article><h3>${escape(approval.message)}</h3>${list === '' ? '' : `<dl>${list}</dl>`}
${button(approval, 'approve', 'Approve')}${button(approval, 'deny', 'Deny')}</article>`
}

const button = ({ uuid, message }: Approval, answer: string, label: string): string =>
  `<form method="post" action="/_/approvals/${uuid}"><input type="hidden" name="answer" value="${answer}">` +
  `<button id="${answer}-${uuid}" aria-label="${label}: ${escape(message)}">${label}</button></form>`

function appCode(world: World, user: User): string {
  const token = softToken(world, user, user.hasApp ? 'native' : 'generic')
  return token === null ? '' : `<p>App code <code>${token.code}</code></p>`
}

const line = (message: Message): string =>
  `<li>${message.channel === 'sms' ? 'Text' : 'Call'}: ${escape(message.text)}</li>`

const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
