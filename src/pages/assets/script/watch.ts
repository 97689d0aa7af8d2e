/**
 * Waits for the phone. One tab of the browser holds an event stream, the others ask now and then; whoever hears of an
 * approval first uses it, once.
 */
export const WATCH_SCRIPT = `
const FAST_MS = 2000
const SLOW_MS = 4000
const FAST_FOR_MS = 30000
const PATIENCE_MS = 3000

class Watch {
  constructor(element) {
    this.element = element
  }

  begin() {
    const awaited = this.element.state?.push
    if (awaited === 'approved' && !this.element.state.digits) this.finish()
    if (awaited !== 'pending') this.end()
    else if (!this.on) this.start()
  }

  start() {
    this.on = new AbortController()
    this.since = performance.now()
    this.poll()
    if (!navigator.locks) return
    const { signal } = this.on
    navigator.locks.request(this.name('stream'), { signal }, () => this.stream(signal)).catch(() => undefined)
  }

  end() {
    clearTimeout(this.next)
    this.on?.abort()
    this.on = null
    this.release?.()
  }

  name(what) {
    return 'second-factor ' + this.element.state.path + ' ' + what
  }

  poll() {
    clearTimeout(this.next)
    const pace = performance.now() - this.since < FAST_FOR_MS ? FAST_MS : SLOW_MS
    this.next = setTimeout(async () => {
      if (!this.streaming) await this.look()
      if (this.on) this.poll()
    }, pace)
  }

  /** Until it breaks; then the questions go on. A stream that says nothing at first is held back by something. */
  stream(signal) {
    return new Promise((done) => {
      if (signal.aborted) return done()
      const events = new EventSource(this.element.state.path + '/events')
      const stop = () => {
        clearTimeout(patience)
        events.close()
        this.streaming = false
        this.release = null
        done()
      }
      const patience = setTimeout(stop, PATIENCE_MS)
      this.release = stop
      events.onerror = stop
      events.addEventListener('replaced', stop)
      events.addEventListener('elsewhere', () => this.renew())
      events.addEventListener('status', (event) => {
        clearTimeout(patience)
        this.streaming = true
        this.hear(JSON.parse(event.data))
      })
    })
  }

  /** One question at a time. */
  look() {
    this.looking ??= this.lookOnce().finally(() => { this.looking = null })
    return this.looking
  }

  async lookOnce() {
    const { state, times } = this.element
    if (!this.on) return
    const answer = await askJson(state.path + '/status')
    if (answer === null || !this.on) return
    const now = Date.parse(answer.headers.get('second-factor-now'))
    if (!Number.isNaN(now)) times.set(now)
    if (answer.ok) await this.hear(await answer.json())
    else if (answer.status === 404 || answer.status === 401) await this.renew()
  }

  async hear({ status, expires_at: expires }) {
    if (!this.on) return
    const { state } = this.element
    if (status === 'pending') {
      if (state.tells && Date.parse(expires) !== state.expires) await this.element.refresh()
    } else if (status === 'approved') await this.finish()
    else {
      this.end()
      if (status === 'denied' || status === 'expired') this.element.emit(status)
      if (state.tells || status === 'consumed') await this.renew()
    }
  }

  /** The page as it is now, but not while a tab uses the approval up: meanwhile the session has no name that is good. */
  renew() {
    return alone(this.name('finish'), {}, () => this.element.refresh())
  }

  async finish() {
    this.end()
    const { element } = this
    if (element.state.digits) return element.state.tells && element.refresh()
    if (this.finishing) return
    this.finishing = true
    // A tab that is looked at goes first.
    if (document.hidden) await wait(400)
    const mine = await alone(this.name('finish'), { ifAvailable: true }, (lock) => (lock || !navigator.locks) && this.complete().then(() => true))
    if (!mine) await this.renew()
    this.finishing = false
  }

  async complete() {
    this.completing = true
    const isDone = await this.tryComplete()
    this.completing = false
    if (!isDone) await this.element.refresh()
  }

  /** Until the page that follows is there. */
  async tryComplete() {
    const { element } = this
    const answer = await askJson(element.state.path + '/complete', { remember_device: element.one('[name=remember_device]')?.checked ?? false })
    if (!answer?.ok) return false
    element.own = true
    const to = (await answer.json()).redirect_to
    element.approved()
    if (!still()) await wait(600)
    if (element.state.step === 'confirm') await element.refresh('?show=on')
    else element.leave(to, 'approved')
    return true
  }
}
`
