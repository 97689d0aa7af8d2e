/** Somebody with a browser: keeps cookies, asks for pages or for JSON, and never follows a redirect by itself. */

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Record<string, unknown>
}

export class Person {
  readonly #jar = new Map<string, string>()
  /** May be moved to another process that shares the sessions. */
  origin: string
  /** What the browser takes for its own origin. */
  readonly home: string

  constructor(origin: string, home = origin) {
    this.origin = origin
    this.home = home
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('GET', path, { accept: 'application/json', ...headers })
  }

  /** A page navigation. */
  page(path: string): Promise<Answer> {
    return this.send('GET', path, { accept: 'text/html', 'sec-fetch-mode': 'navigate' })
  }

  post(path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const usual = { accept: 'application/json', 'content-type': 'application/json', origin: this.home }
    return this.send('POST', path, { ...usual, ...headers }, typeof body === 'string' ? body : JSON.stringify(body))
  }

  /** A form as a browser without script sends it. */
  form(path: string, fields: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const headers = {
      accept: 'text/html',
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'same-origin',
      origin: this.home,
    }
    return this.send('POST', path, headers, new URLSearchParams(fields).toString())
  }

  signIn(username: string, password = 'correct-horse'): Promise<Answer> {
    return this.post('/login', { username, password })
  }

  /** Value of one cookie, or `null`. */
  cookie(name: string): string | null {
    return this.#jar.get(name) ?? null
  }

  setCookie(name: string, value: string): void {
    this.#jar.set(name, value)
  }

  forget(name: string): void {
    this.#jar.delete(name)
  }

  cookies(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** A second browser with the same cookies, as they are now. */
  copy(): Person {
    const twin = new Person(this.origin, this.home)
    for (const [name, value] of this.#jar) twin.#jar.set(name, value)
    return twin
  }

  async send(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      headers: { cookie: this.cookies(), ...headers },
      ...(body === undefined ? {} : { body }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const pair = cookie.split(';', 1)[0] ?? ''
      this.#jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: parsed(text) }
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}
