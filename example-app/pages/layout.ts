/** The one frame around all of the shop's pages. */
import type { Request } from 'express'
import type { ShopUser } from '../users.js'
import { treeMark } from './drawings.js'
import { frameWords } from './frame-words.js'
import { html } from './html.js'
import type { Markup } from './html.js'

/** Who looks, and where. */
export interface Frame {
  readonly user: ShopUser | null
  readonly path: string
}

export function frameOf(req: Request): Frame {
  return { user: req.user ?? null, path: req.path }
}

export interface ShopPage {
  readonly title: string
  readonly body: Markup
  /** Sizes the column to what is in it: a form, or more. Default `wide`. */
  readonly width?: 'narrow' | 'wide'
}

export function shopPage(frame: Frame, { title, body, width = 'wide' }: ShopPage): string {
  const words = frameWords(frame.user?.locale ?? 'en')
  return html`<!doctype html>
<html lang="${words.language}" dir="${words.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Paper &amp; Pine</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<a class="skip" href="#content">${words.skip}</a>
<header>
<a class="brand" href="/" lang="en" dir="ltr">${treeMark()}<span>Paper &amp; Pine</span></a>
<nav aria-label="${words.menu}">${links(frame)}</nav>
</header>
<main id="content" class="${width}" lang="en" tabindex="-1">
${body}
</main>
<footer><p>${words.about}</p></footer>
</body>
</html>
`.markup
}

function links({ user, path }: Frame): readonly Markup[] {
  const words = frameWords(user?.locale ?? 'en')
  const isAdmin = user?.roles.includes('admin') ?? false
  const places: readonly (readonly [string, string])[] = [
    ['/', words.shop],
    ...(user === null ? ([['/login', words.signIn]] as const) : ([['/account', words.account], ['/outbox', words.outbox]] as const)),
    ...(isAdmin ? ([['/admin', words.admin]] as const) : []),
  ]
  return places.map(([href, name]) => html`<a href="${href}"${href === path ? html` aria-current="page"` : null}>${name}</a>`)
}
