/** Limits that a flag sets: how many may be locked out, get a looser decision, or any other one. */
import { CliExit } from '../exit.js'
import { numberText, shareText } from './number-table.js'

/** One figure, with its limit if a flag gave one. */
export interface Limited {
  readonly what: string
  /** As it is printed. */
  readonly value: string
  readonly limit: string | null
  readonly isExceeded: boolean
}

/** @param limit value of the flag */
export function limited(what: string, count: number, flag: string, limit: string | undefined): Limited {
  if (limit === undefined) return { what, value: numberText(count), limit: null, isExceeded: false }
  if (!/^\d{1,9}$/.test(limit)) throw new CliExit(2, `${flag} must be a whole number, 0 or more.`)
  return { what, value: numberText(count), limit: numberText(Number(limit)), isExceeded: count > Number(limit) }
}

/** @param limit value of `--max-changed`, e.g. `5%` */
export function limitedShare(what: string, count: number, total: number, limit: string | undefined): Limited {
  const value = shareText(count, total)
  if (limit === undefined) return { what, value, limit: null, isExceeded: false }
  const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(limit)?.[1]
  if (percent === undefined || Number(percent) > 100) throw new CliExit(2, '--max-changed must be a share such as 5%.')
  return { what, value, limit: `${Number(percent)}%`, isExceeded: count * 100 > Number(percent) * total }
}

/** `newly locked: 349, over the limit of 100  -> exit 5`. */
export function limitLine({ what, value, limit, isExceeded }: Limited): string {
  if (limit === null) return `${what}: ${value}`
  return isExceeded
    ? `${what}: ${value}, over the limit of ${limit}  -> exit 5`
    : `${what}: ${value}, within the limit of ${limit}`
}
