/** The two files that pages load, served as they stand: no build step, nothing inline. */

export const STYLES = `:root{color-scheme:light dark;--accent:#0b57d0;--on-accent:#fff;--line:#767676;--bad:#b3261e;--page:#f4f5f7;--card:#fff;--ink:#1b1c1f;--soft:#55585f}
@media (prefers-color-scheme:dark){:root{--accent:#a8c7fa;--on-accent:#062e6f;--line:#8e918f;--bad:#f2b8b5;--page:#131416;--card:#1e1f22;--ink:#e6e7ea;--soft:#b4b7bd}}
*{box-sizing:border-box}
body{margin:0;min-block-size:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{inline-size:min(22rem,100vw - 2rem);margin-block:2rem;padding:1.5rem;background:var(--card);border:1px solid transparent;border-radius:.75rem;box-shadow:0 1px 4px #0003}
h2{font-size:1.0625rem;margin:1.5rem 0 0}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 1rem}
.app{margin:0 0 .25rem;color:var(--soft)}
form,section{margin-block:1rem;display:grid;gap:.5rem}
section form{margin:0}
label{font-weight:600}
.hint{color:var(--soft);font-size:.875rem;margin:0}
input:not([type=hidden]){font:inherit;inline-size:100%;padding:.625rem .75rem;border:1px solid var(--line);border-radius:.5rem;background:transparent;color:inherit}
button,.button{display:block;inline-size:100%;min-block-size:2.75rem;padding:.5rem 1rem;font:inherit;font-weight:600;text-align:center;text-decoration:none;border:1px solid var(--line);border-radius:.5rem;background:transparent;color:inherit;cursor:pointer}
.primary{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
a:not(.button){color:var(--accent)}
.problem{padding:.625rem .75rem;border:1px solid var(--bad);border-radius:.5rem;color:var(--bad)}
.grace{padding:.625rem .75rem;border-inline-start:3px solid var(--accent)}
.match strong{font-size:1.5rem;letter-spacing:.1em}
.choices{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
.choices form{margin:0}
@media (forced-colors:active){main{border-color:CanvasText}}
`

/** Sends the push where it was not sent yet, waits for the answer, and goes on. Without it every step is a button. */
export const SCRIPT = `const part = document.querySelector('[data-second-factor]')
const status = document.getElementById('status')
const base = part?.dataset.path
const ask = (path, body) => fetch(base + path, {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json' },
  body: JSON.stringify(body),
})

const WORDS = {
  denied: 'The request was denied on your phone.',
  expired: 'No answer in time. Nothing was approved.',
}

async function complete() {
  if (part.querySelector('#match_code')) {
    status.textContent = 'Approved. Type the digits that your phone showed.'
    return
  }
  status.textContent = 'Approved. Signing you in…'
  const answer = await ask('/complete', {})
  if (answer.ok) location.assign((await answer.json()).redirect_to)
  else location.assign(base)
}

function wait() {
  const events = new EventSource(base + '/events')
  events.addEventListener('status', (event) => {
    const challenge = JSON.parse(event.data)
    if (challenge.status === 'pending') return
    events.close()
    if (challenge.status === 'approved') complete()
    else {
      status.textContent = WORDS[challenge.status] ?? 'We could not send the request.'
      location.assign(base)
    }
  })
  events.addEventListener('replaced', () => {
    events.close()
    document.addEventListener('visibilitychange', () => document.hidden || location.assign(base), { once: true })
  })
  addEventListener('pagehide', () => events.close())
}

if (part?.dataset.secondFactor === 'waiting') wait()
if (part?.dataset.secondFactor === 'start') {
  status.textContent = 'Sending a request to your Authy app…'
  const answer = await ask('/push', {})
  if (answer.ok) location.assign(base)
  else status.textContent = 'We could not send a request. Use another way.'
}
addEventListener('pageshow', (event) => event.persisted && location.reload())
`
