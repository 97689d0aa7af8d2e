/** Remembering this browser: never ticked beforehand, and only where policy would make use of it. */
import { html } from '../html.js'
import type { Markup } from '../html.js'
import type { PageModel } from '../model.js'
import { said, tickBox } from '../parts.js'

const HOUR = 3600
const DAY = 24 * HOUR

/** @param form id of the form that it belongs to, when it stands outside of it */
export function rememberBox({ rememberForSeconds: seconds, step, speaker }: PageModel, form: string | null = null): Markup | null {
  if (seconds === 0 || step !== 'prove') return null
  const label = seconds >= DAY ? said(speaker, 'remember.days', { n: Math.floor(seconds / DAY) }) : said(speaker, 'remember.hours', { n: Math.max(1, Math.floor(seconds / HOUR)) })
  return tickBox({ name: 'remember_device', label, hint: said(speaker, 'remember.hint'), attributes: form === null ? null : html` form="${form}"` })
}
