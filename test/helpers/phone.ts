/** The virtual phone, used through the emulator's control routes. */

interface PhoneUser {
  readonly authy_id: number
  readonly email: string
}

interface Message {
  readonly id: string | number
  readonly code: string
  readonly channel: string
}

export interface Approval {
  readonly uuid: string
  readonly status: string
  readonly message: string
  readonly details: Record<string, string> | null
  readonly hidden_details: Record<string, string> | null
  readonly expires_at: string | null
}

export class Phone {
  readonly #url: string
  /** What was there before the test. */
  readonly #past = new Set<string>()

  constructor(url: string) {
    this.#url = url
  }

  /**
   * A new day for everybody: budgets, locks and pauses are over, and what arrived before is not shown any more.
   */
  async newDay(): Promise<void> {
    await this.advance(25 * 60 * 60)
    for (const { authy_id: id } of await this.#get<PhoneUser[]>('/_/users')) {
      for (const { uuid } of await this.#get<Approval[]>(`/_/approvals?authy_id=${id}`)) this.#past.add(uuid)
      for (const message of await this.#get<Message[]>(`/_/messages?authy_id=${id}`)) this.#past.add(String(message.id))
    }
  }

  async idOf(email: string): Promise<number> {
    const users = await this.#get<PhoneUser[]>('/_/users')
    const user = users.find((known) => known.email === email)
    if (user === undefined) throw new Error(`The emulator knows nobody with the address ${email}.`)
    return user.authy_id
  }

  async approvals(email: string): Promise<Approval[]> {
    const all = await this.#get<Approval[]>(`/_/approvals?authy_id=${await this.idOf(email)}`)
    return all.filter(({ uuid }) => !this.#past.has(uuid))
  }

  async answer(email: string, answer: 'approve' | 'deny' | 'fraud'): Promise<Approval> {
    const pending = (await this.approvals(email)).filter(({ status }) => status === 'pending')
    const newest = pending[pending.length - 1]
    if (newest === undefined) throw new Error(`No request is pending for ${email}.`)
    await this.answerOne(newest.uuid, answer)
    return newest
  }

  async answerOne(uuid: string, answer: 'approve' | 'deny' | 'fraud'): Promise<void> {
    await this.control('POST', `/_/approvals/${uuid}`, { answer })
  }

  async appCode(email: string): Promise<string> {
    const { code } = await this.#get<{ code: string }>(`/_/users/${await this.idOf(email)}/softtoken`)
    return code
  }

  async messages(email: string): Promise<Message[]> {
    const all = await this.#get<Message[]>(`/_/messages?authy_id=${await this.idOf(email)}`)
    return all.filter(({ id }) => !this.#past.has(String(id)))
  }

  async newestCode(email: string): Promise<string> {
    const messages = await this.messages(email)
    return messages[messages.length - 1]?.code ?? ''
  }

  requests(): Promise<{ readonly method: string; readonly path: string; readonly status: number }[]> {
    return this.#get('/_/requests')
  }

  async verifyCalls(): Promise<number> {
    return (await this.requests()).filter(({ path }) => path.includes('/verify/')).length
  }

  advance(seconds: number): Promise<void> {
    return this.control('POST', '/_/clock', { advance_seconds: seconds })
  }

  /** Epoch ms on the emulator's clock. */
  async now(): Promise<number> {
    return Date.parse((await this.#get<{ now: string }>('/_/clock')).now)
  }

  faults(faults: readonly object[]): Promise<void> {
    return this.control('POST', '/_/faults', faults)
  }

  async control(method: string, path: string, body: unknown): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(this.#url + path, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }

  async #get<T>(path: string): Promise<T> {
    const answer = await fetch(this.#url + path)
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`)
    return (await answer.json()) as T
  }
}
