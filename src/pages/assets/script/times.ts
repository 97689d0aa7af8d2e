/**
 * What happens as time goes by. Times are the server's; between two answers the browser only measures how long it has
 * waited, and whenever a moment is due it asks again before it believes so.
 */
import { MOMENT, PLAIN_ENGLISH } from '../../../words/speaker.js'

export const TIMES_SCRIPT = `
class Times {
  constructor(element) {
    this.element = element
    this.said = -1
  }

  set(server) {
    this.base = server - performance.now()
  }

  now() {
    return this.base + performance.now()
  }

  begin(state) {
    this.timeline = state?.timeline ?? []
    this.expires = state?.expires ?? null
    if (state) this.set(state.now)
    this.said = this.due()
    this.localize()
    this.ring()
    this.tick()
  }

  due() {
    const now = this.now()
    return this.timeline.filter(({ at }) => at <= now).length - 1
  }

  /** Shows what is due, and comes back at the next moment. */
  tick() {
    clearTimeout(this.timer)
    if (this.base === undefined) return
    const now = this.now()
    let promoted = false
    const coming = this.timeline.map(({ at }) => at)
    for (const part of this.element.all('[data-from]')) {
      const from = Number(part.dataset.from)
      promoted ||= part.hidden && now >= from && part.closest('.ways') !== null
      part.hidden = now < from
      coming.push(from)
    }
    if (promoted) this.element.emit('fallback')
    const due = this.due()
    if (due > this.said) {
      this.said = due
      this.element.say(this.timeline[due].say)
    }
    this.pauses(now)
    if (this.expires !== null) coming.push(this.expires)
    const next = Math.min(...coming.filter((at) => at > now))
    if (Number.isFinite(next)) this.timer = setTimeout(() => this.reached(), next - now + 20)
  }

  async reached() {
    await this.element.watch.look()
    this.tick()
  }

  /** Buttons that have to wait say for how long, and stay where they are. */
  pauses(now = this.now()) {
    clearTimeout(this.second)
    const held = this.element.all('[data-wait]')
    for (const button of held) {
      const left = Number(button.dataset.wait) - now
      const note = button.nextElementSibling
      if (left > 0) note.textContent = note.dataset.say ? note.dataset.say.replace('{time}', this.duration(left)) : note.textContent
      else {
        button.removeAttribute('aria-disabled')
        button.removeAttribute('aria-describedby')
        delete button.dataset.wait
        note.remove()
      }
    }
    if (held.length > 0) this.second = setTimeout(() => this.pauses(), 1000)
  }

  duration(ms) {
    const all = Math.ceil(ms / 1000)
    const unit = (value, name) => new Intl.NumberFormat(this.element.state.lang, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value)
    const parts = [[Math.floor(all / 60), 'minute'], [all % 60, 'second']].filter(([value]) => value > 0)
    return new Intl.ListFormat(this.element.state.lang, { type: 'conjunction' }).format(parts.map((part) => unit(...part)))
  }

  /** Times of day in the person's own zone. */
  localize() {
    const own = this.element.card.lang
    const near = navigator.language.startsWith(own) ? navigator.language : own
    const lang = own === 'en' ? '${PLAIN_ENGLISH}' : near
    for (const time of this.element.all('time')) {
      const at = new Date(time.dateTime)
      time.textContent = time.dataset.day === undefined
        ? at.toLocaleTimeString(lang, { hour: '2-digit', minute: '2-digit' })
        : at.toLocaleString(lang, ${JSON.stringify(MOMENT)})
    }
  }

  ring() {
    const circle = this.element.one('[data-ring]')
    if (!circle || still()) return
    const [from, to] = [Number(circle.dataset.ring), Number(circle.dataset.ringEnd)]
    const run = circle.animate([{ strokeDashoffset: 0 }, { strokeDashoffset: 100 }], { duration: to - from, fill: 'both' })
    run.currentTime = Math.max(0, this.now() - from)
  }
}
`
