/** Reads what an approval request shows, keeps and carries. */
import { isHash, lengthOf, listOf, textOf, wellFormed, type Param, type Params } from '../params.js'
import { invalidParameter, type Reply } from '../reply.js'
import type { Logo } from '../state.js'

export interface PushContent {
  readonly message: string
  readonly details: Readonly<Record<string, string>> | null
  readonly hiddenDetails: Readonly<Record<string, string>> | null
  readonly logos: readonly Logo[] | null
  /** 0: never expires. */
  readonly secondsToExpire: number
}

const longestText = 200
const longestLogoUrl = 500
const defaultSeconds = 86_400
const longestSeconds = 10 * 365 * 86_400
const resolutions = ['default', 'low', 'med', 'high']

/** The content, or the refusal of the first parameter that is wrong. */
export function readContent(params: Params): PushContent | Reply {
  const message = textOf(params['message'])
  if (message === null || message.trim() === '') return invalidParameter('message')
  if (lengthOf(message) > longestText) return invalidParameter('message', 'Message is too long')
  const details = readDetails(params['details'])
  if (details === undefined) return invalidParameter('details', 'Must be a flat hash of short texts')
  const hiddenDetails = readDetails(params['hidden_details'])
  if (hiddenDetails === undefined) return invalidParameter('hidden_details', 'Must be a flat hash of short texts')
  const logos = readLogos(params['logos'])
  if (logos === undefined) return invalidParameter('logos', 'Must be an array of {res, url}')
  const seconds = readSeconds(params['seconds_to_expire'])
  if (seconds === null) {
    const given = (textOf(params['seconds_to_expire']) ?? '').slice(0, 40)
    return invalidParameter('seconds_to_expire', `'${given}' is not a valid Integer`)
  }
  return { message, details, hiddenDetails, logos, secondsToExpire: seconds }
}

/** A flat hash of texts; null when there is nothing in it, undefined when it is something else. */
function readDetails(value: Param | undefined): Readonly<Record<string, string>> | null | undefined {
  if (isAbsent(value)) return null
  if (!isHash(value)) return undefined
  const entries = Object.entries(value).map(([name, entry]) => [wellFormed(name), detailText(entry)] as const)
  const pairs = entries.flatMap(([name, text]) =>
    text === null || lengthOf(text) > longestText || lengthOf(name) > longestText ? [] : [[name, text] as const],
  )
  if (pairs.length < entries.length) return undefined
  return pairs.length === 0 ? null : Object.fromEntries(pairs)
}

const detailText = (entry: Param): string | null => (entry === null ? '' : textOf(entry))

function readLogos(value: Param | undefined): readonly Logo[] | null | undefined {
  if (isAbsent(value)) return null
  const list = listOf(value)
  if (list === null) return undefined
  const logos = list.flatMap((entry) => readLogo(entry) ?? [])
  if (logos.length < list.length) return undefined
  return logos.length === 0 ? null : logos
}

/** `res` before `url`: the order in which a signature is the same whichever way Rails sorts. */
function readLogo(entry: Param): Logo | null {
  if (!isHash(entry)) return null
  const res = textOf(entry['res'])
  const url = textOf(entry['url'])
  if (res === null || url === null || !resolutions.includes(res) || url.length > longestLogoUrl) return null
  return { res, url }
}

/** Absent, null and empty mean the default of a day. */
function readSeconds(value: Param | undefined): number | null {
  if (isAbsent(value)) return defaultSeconds
  const text = textOf(value) ?? ''
  return /^\d{1,10}$/.test(text) && Number(text) <= longestSeconds ? Number(text) : null
}

const isAbsent = (value: Param | undefined): value is undefined | null | '' =>
  value === undefined || value === null || value === ''
