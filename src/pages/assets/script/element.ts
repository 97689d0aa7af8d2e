/** The element: opens the dialog, carries out what is pressed, says what is going on. */
export const ELEMENT_SCRIPT = `
/** What it means that a form leads away from the dialog. */
const LEFT = { cancel: 'cancelled', skip: 'skipped', 'turn-off': 'skipped' }

class SecondFactorDialog extends HTMLElement {
  connectedCallback() {
    if (this.root) return
    this.embedded = this.hasAttribute('src')
    this.root = this.embedded ? this.attachShadow({ mode: 'open' }) : document
    this.times = new Times(this)
    this.watch = new Watch(this)
    if (this.embedded) this.load(this.getAttribute('src'))
    else if (this.dataset.stays !== undefined) this.stay()
    else if (this.querySelector('.card')) this.open(this.querySelector('.card'), JSON.parse(this.dataset.state ?? 'null'))
  }

  /** A page by itself, which is no step of signing in: its forms work as they are. */
  stay() {
    this.dialog = this
    this.card = this.one('.card')
    this.times.localize()
    useTools(this)
  }

  disconnectedCallback() {
    this.watch?.end()
    this.gone?.abort()
  }

  async load(src) {
    const answer = await askPage(src)
    const page = answer && parsePage(await answer.text())
    if (!page || page.state?.step === 'done') return
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: (page.state?.path ?? src) + '/assets/second-factor.css' })
    const styled = new Promise((done) => { sheet.onload = sheet.onerror = done })
    this.root.append(sheet)
    await styled
    this.before = document.activeElement
    this.open(page.card, page.state)
  }

  open(card, state) {
    this.dialog = document.createElement('dialog')
    this.dialog.className = this.embedded ? 'frame over' : 'frame'
    this.dialog.setAttribute('part', 'dialog')
    this.dialog.setAttribute('closedby', 'none')
    this.dialog.setAttribute('aria-labelledby', 'heading')
    this.card = document.createElement('div')
    for (const { name, value } of card.attributes) this.card.setAttribute(name, value)
    this.card.dataset.live = ''
    this.card.append(...card.childNodes)
    this.dialog.append(this.card)
    card.remove()
    ;(this.embedded ? this.root : this).append(this.dialog)
    this.listen()
    this.dialog.showModal()
    this.focusStart(true)
    this.begin(state)
  }

  begin(state) {
    this.state = state
    this.escaped = false
    this.times.begin(state)
    useTools(this)
    if (!state) return this.watch.end()
    this.watch.begin()
    if (state.push === 'start') this.sendFirst()
  }

  one(selector) {
    return this.dialog.querySelector(selector)
  }

  all(selector) {
    return [...this.dialog.querySelectorAll(selector)]
  }

  say(text) {
    const line = this.one('[role=status]')
    if (line.textContent !== text) line.textContent = text
  }

  /** @returns false when the host wants to go on by itself */
  emit(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable: true, detail }))
  }

  /** The field at fault or asked for; at the beginning the heading. */
  focusStart(isFirst) {
    const wanted = this.one('[autofocus]') ?? (isFirst ? null : this.one('[data-focus]'))
    ;(wanted ?? this.one('h1')).focus()
  }

  listen() {
    this.gone = new AbortController()
    const { signal } = this.gone
    const on = (target, name, what) => target.addEventListener(name, what, { signal })
    on(this.dialog, 'cancel', (event) => event.preventDefault())
    on(this.dialog, 'keydown', (event) => event.key === 'Escape' && this.escape(event))
    on(this.dialog, 'submit', (event) => this.submit(event))
    on(this.dialog, 'click', (event) => this.follow(event))
    const back = () => { if (!document.hidden) this.watch.look() }
    on(document, 'visibilitychange', back)
    on(document, 'resume', back)
    on(window, 'pageshow', (event) => event.persisted && this.refresh())
    on(window, 'pagehide', () => this.watch.end())
    on(window, 'offline', () => this.offline())
    on(window, 'online', () => this.online())
  }

  offline() {
    if (!this.state) return
    this.paused ??= this.one('[role=status]').textContent
    this.say(this.state.words.offline)
  }

  async online() {
    await this.watch.look()
    if (this.paused && this.one('[role=status]').textContent === this.state.words.offline) this.say(this.paused)
    this.paused = null
    this.times.tick()
  }

  /** Asked once, so that a key pressed by habit ends nothing. */
  escape(event) {
    event.preventDefault()
    const form = this.one('form[data-name=cancel]')
    if (form && this.escaped) return form.requestSubmit()
    if (form && this.state) {
      this.escaped = true
      this.say(this.state.words.escape)
    } else if (!form && this.embedded) this.close()
  }

  close() {
    this.watch.end()
    this.dialog.close()
    this.before?.focus()
  }

  async sendFirst() {
    const { path, words } = this.state
    this.say(words.sending)
    this.card.dataset.sending = ''
    await this.handle(await askPage(path + '/push', { show: 'push' }), false)
    delete this.card.dataset.sending
  }

  async submit(event) {
    event.preventDefault()
    const [form, button] = [event.target, event.submitter]
    if (button?.getAttribute('aria-disabled') === 'true') return this.say(button.nextElementSibling.textContent)
    if (this.busy) return
    const fields = [...new FormData(form)]
    const action = form.getAttribute('action')
    const isPost = form.getAttribute('method') === 'post'
    const url = isPost ? null : action + '?' + new URLSearchParams(fields)
    await this.during(isPost ? askPage(action, fields) : askPage(url), { name: form.dataset.name, url })
  }

  async follow(event) {
    const link = event.target.closest?.('a[data-go]')
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || this.busy) return
    event.preventDefault()
    const url = link.getAttribute('href')
    await this.during(askPage(url), { url })
  }

  async during(asked, { name, url }) {
    this.busy = true
    this.card.dataset.busy = ''
    await this.handle(await asked, true, name, url)
    this.busy = false
    delete this.card.dataset.busy
  }

  /** @param url where the page stands by itself, for one that is not ours to show */
  async handle(answer, pressed, name, url) {
    if (answer === null) return this.say(this.state?.words.lost ?? '')
    const to = answer.headers.get('second-factor-location')
    if (to === null) return this.show(await answer.text(), pressed, !answer.ok, url)
    const path = this.state?.path ?? ''
    if (path && (to === path || to.startsWith(path + '?'))) return this.handle(await askPage(to), pressed, name, to)
    this.watch.end()
    this.leave(to, LEFT[name] ?? 'approved')
  }

  show(text, pressed, refused, url) {
    const page = parsePage(text)
    if (page === null) return location.assign(url ?? this.state?.path ?? location.href)
    const isNews = !pressed && page.state?.step === 'done'
    // Nothing new, or what this tab is doing itself: that brings an answer of its own.
    if (isNews && (this.state?.step === 'done' || this.busy || this.watch.completing)) return
    this.begin(swap(this, page, pressed, refused))
    if (isNews && !this.own) this.say(this.state.words.otherTab)
  }

  /** The page as it is now, or another one. Where it does not come, the next question will tell. */
  async refresh(show = '') {
    const path = this.state?.path
    const answer = path ? await askPage(path + show) : null
    if (answer) await this.handle(answer, show !== '')
  }

  approved() {
    this.one('h1').textContent = this.state.words.approvedTitle
    this.say(this.state.words.approved)
    this.one('.dial')?.setAttribute('class', 'dial approved')
    this.one('.body').querySelectorAll('form,a,details,.match').forEach((part) => part.remove())
  }

  leave(to, name) {
    this.own ||= name === 'approved'
    const goes = this.emit(name, { redirectTo: to })
    // Whoever gave up on the page where it began is back where he was.
    const isHere = name === 'cancelled' && to === location.pathname + location.search
    if (this.embedded && (!goes || isHere)) this.close()
    else if (goes) location.assign(to)
  }
}

customElements.define('second-factor-dialog', SecondFactorDialog)
`
