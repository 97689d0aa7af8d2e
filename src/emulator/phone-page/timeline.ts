/** What applications asked and what they were told, newest first; one line can be opened. */
import { maskedHeaders } from './signature.js'
import type { Exchange } from '../state.js'
import type { World } from '../world.js'
import { html, type Markup } from './html.js'
import { buttonForm, copyButton, empty, instant } from './parts.js'
import { testSnippet } from './snippet.js'
import { address, type View } from './view.js'

const mostShown = 40

export function timeline(world: World, view: View): Markup {
  const all = world.state.exchanges
  const shown = all.filter(({ id }, index) => index >= all.length - mostShown || id === view.exchange).reverse()
  if (shown.length === 0) return empty('Nothing yet', 'Each call of your application appears here, with its answer.')
  return html`<ol class="timeline" reversed>${shown.map((exchange) => line(world, view, exchange))}</ol>`
}

function line(world: World, view: View, exchange: Exchange): Markup {
  const { id, kind, method, path, status, ms, at } = exchange
  const isOpen = id === view.exchange
  const who = kind === 'call' ? html`<span class="kind in"
  title="from the application">in</span>` : html`<span class="kind out" title="to the application">out</span>`
  const href = address(view, { exchange: isOpen ? null : id })
  return html`<li id="exchange-${id}" class="${isOpen ? 'open' : ''}"><a class="line" id="line-${id}" data-go
  href="${href}"${isOpen ? html` aria-current="true"` : null}>
${who}<span class="what">${topic(exchange)}</span><span
  class="status ${tone(status)}">${status ?? 'no answer'}</span><span class="meta ms">${ms} ms</span><span
  class="meta at">${instant(at)}</span>
<span class="meta path"><span class="verb">${method}</span> <bdi dir="ltr">${readable(path)}</bdi></span></a>
${isOpen ? detail(world, view, exchange) : null}</li>`
}

/** What a call is for, by the words of its path; the first that fits. */
const topics: readonly (readonly [part: RegExp, words: string])[] = [
  [/^POST .*\/approval_requests$/, 'Send a request'],
  [/\/approval_requests\//, 'Look at a request'],
  [/\/users\/new/, 'Register a user'],
  [/\/users\/\d+\/(?:delete|remove)/, 'Remove a user'],
  [/\/users\/\d+\/status/, 'Look at a user'],
  [/\/secret/, 'Secret of an authenticator'],
  [/\/users\//, 'User'],
  [/\/sms\//, 'Text a code'],
  [/\/call\//, 'Speak a code'],
  [/\/verify\//, 'Check a code'],
  [/\/phones\/verification/, 'Phone verification'],
  [/\/app\//, 'Application'],
]

function topic({ kind, method, path, callback }: Exchange): string {
  if (kind === 'callback') return callback?.isReplay === true ? 'Callback, sent again' : 'Callback'
  const bare = `${method} ${path.replace(/\?.*$/, '')}`
  return topics.find(([part]) => part.test(bare))?.[1] ?? 'Call'
}

/** The part that all paths share says nothing. */
const readable = (path: string): string => path.replace(/^\/(?:protected|onetouch)\/(?:json|xml)/, '')

const tone = (status: number | null): string => (status !== null && status < 300 ? 'good' : 'bad')

function detail(world: World, view: View, exchange: Exchange): Markup {
  const { id, callback, method, path } = exchange
  const snippet = testSnippet(world, exchange)
  return html`<div class="exchange"><p class="full"><bdi dir="ltr">${method} ${path}</bdi></p>
${callback === null ? null : callbackNote(view, exchange)}
<div class="sides">${sides(exchange)}</div>
<details id="snippet-${id}"><summary>Same as a test</summary><pre tabindex="0"
  aria-label="Test code"><code>${snippet}</code></pre></details>
<div class="buttons">${copyButton(`test-${id}`, snippet, 'Copy as test')}</div></div>`
}

function sides(exchange: Exchange): readonly Markup[] {
  const { id, callback, request, response } = exchange
  const title = callback === null ? 'Response' : 'Answer of the application'
  return [
    side(`request-of-${id}`, 'Request', maskedHeaders(exchange), request),
    side(`response-of-${id}`, title, '', response === '' ? answerWords(exchange) : response),
  ]
}

const answerWords = ({ status }: Exchange): string =>
  status === null ? 'No answer.' : `Status ${status}, body not kept.`

function callbackNote(view: View, { id, callback }: Exchange): Markup {
  const faults = callback?.faults ?? []
  const replay =
    callback?.outgoing == null
      ? null
      : buttonForm(view, `/_/callbacks/${id}/replay`, {}, html`<button id="replay-${id}">Replay</button>`)
  const origin = callback?.isReplay === true ? 'A replay, byte for byte. ' : ''
  const signed = faults.length === 0 ? 'Signed as Authy signs.' : `Weather: ${faults.join(', ')}.`
  return html`<div class="note"><p>${origin}${signed}</p>${replay}</div>`
}

function side(id: string, title: string, head: string, body: string): Markup {
  const part = (name: string, text: string) =>
    html`<pre class="${name}" tabindex="0" aria-label="${title}: ${name}"><code>${text}</code></pre>`
  return html`<section class="side" aria-labelledby="${id}"><h3 id="${id}">${title}</h3>
${head === '' ? null : part('headers', head)}${part('body', body === '' ? '(no body)' : body)}</section>`
}
