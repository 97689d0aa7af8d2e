/** The questions that are put to the running application. None of them signs in, changes or sends anything. */
import { probe } from './probe.js'
import type { Answer, Probed, Question } from './probe.js'

export interface AppAnswers {
  /** Of the application, as `--url` has it. */
  readonly origin: string
  /** Where the router is mounted. */
  readonly path: string
  readonly home: Answer
  readonly health: Probed
  /** The second-factor page, as a browser asks for it. */
  readonly page: Probed
  /** The same, as a program asks for it. */
  readonly state: Probed
  readonly styles: Probed
  readonly script: Probed
  /** A callback without signature. */
  readonly callback: Probed
  /** A change that a page of another site asks for. */
  readonly fromOther: Probed
  /** The same, asked for by the application's own page. */
  readonly fromOwn: Probed
  /** The home page once more, behind a proxy that is none. */
  readonly forwarded: Probed
}

/** Reserved names never belong to anybody (RFC 2606). */
export const OTHER_HOST = 'doctor.invalid'

const JSON_TYPE = 'application/json'
const AS_BROWSER = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
const AS_PROXY = {
  'x-forwarded-proto': 'https',
  'x-forwarded-host': OTHER_HOST,
  forwarded: `proto=https;host=${OTHER_HOST}`,
}

/**
 * @param now epoch ms
 * @returns why the application does not answer, when it does not
 */
export async function askApp(origin: string, path: string, now: () => number): Promise<AppAnswers | string> {
  const ask = (question: Question): Promise<Probed> => probe(origin, question, now)
  const home = await ask({ path: '/', headers: AS_BROWSER })
  if (typeof home === 'string') return home
  return {
    origin,
    path,
    home,
    health: await ask({ path: '/healthz', headers: { accept: JSON_TYPE } }),
    page: await ask({ path, headers: AS_BROWSER }),
    state: await ask({ path, headers: { accept: JSON_TYPE } }),
    styles: await ask({ path: `${path}/assets/second-factor.css` }),
    script: await ask({ path: `${path}/assets/second-factor.js` }),
    callback: await ask(changing(`${path}/callback`, {})),
    fromOther: await ask(changing(`${path}/cancel`, { origin: `https://${OTHER_HOST}` })),
    fromOwn: await ask(changing(`${path}/cancel`, { origin })),
    forwarded: await ask({ path: '/', headers: { ...AS_BROWSER, ...AS_PROXY } }),
  }
}

function changing(path: string, headers: Readonly<Record<string, string>>): Question {
  return { path, method: 'POST', headers: { accept: JSON_TYPE, 'content-type': JSON_TYPE, ...headers }, body: '{}' }
}

/** What an answer says in our own words: the `code` of a refusal; `null` when it is none of ours. */
export function codeOf(answer: Probed): string | null {
  if (typeof answer === 'string') return null
  try {
    const body: unknown = JSON.parse(answer.text)
    const code: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'code') : null
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}

/** For findings: `answered 404`, or why there was no answer. */
export function told(answer: Probed): string {
  return typeof answer === 'string' ? answer : `answered ${answer.status}`
}
