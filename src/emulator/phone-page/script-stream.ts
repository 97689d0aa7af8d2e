/** Browser code: follows the event stream, tells what arrived, and lets the clock and the countdowns run. */
export const streamScript = `
const $ = (id) => document.getElementById(id)
const known = new Set()
let source
let isFirst = true
let clock = { now: Date.now(), frozen: true, since: performance.now() }

const announce = (text) => { $('announce').textContent = text }

function apply({ regions, now, frozen, waiting, arrivals }) {
  clock = { now, frozen, since: performance.now() }
  for (const [id, markup] of Object.entries(regions)) refresh(id, markup)
  const news = arrivals.filter(({ key }) => !known.has(key))
  for (const { key } of news) known.add(key)
  if (!isFirst && news.length > 0) announce(news.map(({ text }) => text).join('. '))
  isFirst = false
  document.title = (waiting > 0 ? '(' + waiting + ') ' : '') + 'Virtual phones'
  tick()
}

function follow() {
  if (source) source.close()
  const query = new URLSearchParams(location.search)
  query.delete('problem')
  const opened = new EventSource('/_/events/stream?' + query)
  source = opened
  opened.onopen = () => connection('Live', false)
  opened.onmessage = (event) => apply(JSON.parse(event.data))
  opened.onerror = () => {
    connection('Connection lost, trying again', true)
    if (opened.readyState === EventSource.CLOSED && source === opened) setTimeout(follow, 2000)
  }
}

function connection(text, isLost) {
  $('connection').textContent = text
  $('connection').classList.toggle('lost', isLost)
}

function go(address) {
  history.pushState(null, '', address)
  follow()
}

const two = (number) => String(number).padStart(2, '0')

function duration(ms) {
  const seconds = Math.max(Math.ceil(ms / 1000), 0)
  if (seconds >= 86400) return Math.floor(seconds / 86400) + ' d'
  if (seconds >= 3600) return Math.floor(seconds / 3600) + ' h'
  return Math.floor(seconds / 60) + ':' + two(seconds % 60)
}

const write = (node, text) => { if (node && node.textContent !== text) node.textContent = text }

function tick() {
  const now = clock.now + (clock.frozen ? 0 : performance.now() - clock.since)
  const iso = new Date(now).toISOString()
  write(document.querySelector('[data-date]'), iso.slice(0, 10))
  write(document.querySelector('[data-time]'), iso.slice(11, 19))
  for (const node of document.querySelectorAll('[data-until]')) write(node, duration(node.dataset.until - now))
  for (const bar of document.querySelectorAll('[data-bar]')) bar.value = Math.max(bar.dataset.bar - now, 0)
}

setInterval(tick, 250)
addEventListener('popstate', follow)
addEventListener('pagehide', () => source.close())
addEventListener('pageshow', (event) => { if (event.persisted) follow() })
`
