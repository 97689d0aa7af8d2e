/** Asking the server. A page is asked for as a page; where it would redirect, the address comes in a header. */
export const NET_SCRIPT = `
const wait = (ms) => new Promise((done) => setTimeout(done, ms))
const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches

async function ask(url, init = {}) {
  try {
    return await fetch(url, { cache: 'no-store', credentials: 'same-origin', ...init })
  } catch {
    return null
  }
}

const askPage = (url, fields) => ask(url, {
  headers: { accept: 'text/html', 'second-factor-dialog': '1' },
  ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
})

const askJson = (url, body) => ask(url, {
  headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
  ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
})

/** Only one tab at a time does this; where the browser has no locks, each does. */
const alone = (name, options, work) => navigator.locks ? navigator.locks.request(name, options, work) : work(null)
`
