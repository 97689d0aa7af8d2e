/** Single keys for people who stay in the terminal. Everything goes through the emulator's control routes. */

/** What of a terminal's input is needed; `process.stdin` is one. */
export interface KeyInput {
  readonly isTTY?: boolean
  setRawMode(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  resume(): unknown
  pause(): unknown
}

export interface KeyOptions {
  readonly input: KeyInput
  /** Address of the emulator. */
  readonly url: string
  readonly say: (line: string) => void
  readonly quit: () => void
}

export const keysHelp = 'Keys: a approve, d deny, t last text, c clock +30 s, w weather, q quit, ? help'

const ctrlC = '\u0003'
const ctrlD = '\u0004'

/** Takes keys until the answer is called, which puts the terminal back as it was. Null without a terminal. */
export function listenForKeys({ input, url, say, quit }: KeyOptions): (() => void) | null {
  if (input.isTTY !== true) return null
  const keys: Readonly<Record<string, () => Promise<string>>> = {
    a: () => answerNewest(url, 'approve'),
    d: () => answerNewest(url, 'deny'),
    t: () => newestText(url),
    c: () => moveClock(url),
    w: () => nextWeather(url),
    '?': () => Promise.resolve(keysHelp),
  }
  // One after the other, so that two presses in a row do not answer the same request.
  let last = Promise.resolve()
  const onData = (chunk: Buffer | string) => {
    for (const key of chunk.toString()) {
      if (key === ctrlC || key === ctrlD) return quit()
      if (key === 'q') last = last.then(quit)
      const act = Object.hasOwn(keys, key) ? keys[key] : undefined
      if (act !== undefined) last = last.then(act).then(say, () => say('The emulator did not answer.'))
    }
  }
  input.setRawMode(true)
  input.on('data', onData)
  input.resume()
  return () => {
    input.off('data', onData)
    input.setRawMode(false)
    input.pause()
  }
}

interface Request {
  readonly uuid: string
  readonly status: string
  readonly message: string
}

async function answerNewest(url: string, answer: 'approve' | 'deny'): Promise<string> {
  const requests = await get<readonly Request[]>(`${url}/_/approvals`)
  const newest = requests.filter(({ status }) => status === 'pending').at(-1)
  if (newest === undefined) return 'No request is waiting.'
  await post(`${url}/_/approvals/${newest.uuid}`, { answer })
  return `${answer === 'approve' ? 'Approved' : 'Denied'}: ${newest.message}`
}

async function newestText(url: string): Promise<string> {
  const texts = await get<readonly { readonly text: string }[]>(`${url}/_/messages?channel=sms`)
  return texts.at(-1)?.text ?? 'No text yet.'
}

async function moveClock(url: string): Promise<string> {
  const { now } = await post<{ readonly now: string }>(`${url}/_/clock`, { advance_seconds: 30 })
  return `Clock: ${now}`
}

interface Weather {
  readonly current: string | null
  readonly presets: readonly { readonly id: string; readonly name: string; readonly words: string }[]
}

/** The preset after the current one; after the last, and after a mix of one's own, the first. */
async function nextWeather(url: string): Promise<string> {
  const { current, presets } = await get<Weather>(`${url}/_/weather`)
  const at = presets.findIndex(({ id }) => id === current)
  const next = presets[(at + 1) % presets.length]
  if (next === undefined) return 'No weather.'
  await post(`${url}/_/weather`, { preset: next.id })
  return `Weather: ${next.name}. ${next.words}`
}

const get = async <T>(url: string): Promise<T> => read<T>(await fetch(url))

async function post<T>(url: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  return read<T>(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }))
}

async function read<T>(answer: Response): Promise<T> {
  if (!answer.ok) throw new Error(`The emulator answered ${answer.status}.`)
  return (await answer.json()) as T // the emulator of this very process
}
