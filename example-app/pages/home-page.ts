/** `GET /`: open to everybody. */
import { journal, notebook, pencilCase, pencils, pocketBooks, sharpener } from './drawings.js'
import { html } from './html.js'
import type { Markup } from './html.js'
import { shopPage } from './layout.js'
import type { Frame } from './layout.js'

interface Product {
  readonly name: string
  readonly about: string
  readonly price: string
  readonly drawing: Markup
}

const PRODUCTS: readonly Product[] = [
  { name: 'Dotted notebook, A5', about: '192 pages that lie flat, with a ribbon', price: '€14.00', drawing: notebook() },
  { name: 'Twelve pencils, HB', about: 'Pine from the next valley, natural graphite', price: '€9.50', drawing: pencils() },
  { name: 'Three pocket books', about: 'Ruled, plain and squared, 48 pages each', price: '€11.00', drawing: pocketBooks() },
  { name: 'Linen journal', about: 'Thread-bound, for one line a day', price: '€24.00', drawing: journal() },
  { name: 'Brass sharpener', about: 'One blade, and two to spare', price: '€6.80', drawing: sharpener() },
  { name: 'Pencil case, pine', about: 'Holds fourteen pencils and one eraser', price: '€28.00', drawing: pencilCase() },
]

export function homePage(frame: Frame, phoneUrl: string | null): string {
  const body = html`<section class="hero">
<h1>Notebooks and pencils</h1>
<p class="lead">Good paper, sharp pencils, and an account that asks twice before it lets anybody in.</p>
${frame.user === null ? invitation() : welcome(frame.user.username)}
${phoneUrl === null ? null : html`<p class="aside">The phone that belongs to the demo users is at <a href="${phoneUrl}">${phoneUrl.replace('http://', '')}</a>.</p>`}
</section>
<section aria-labelledby="products">
<h2 id="products">On the shelf</h2>
<ul class="products">${PRODUCTS.map(card)}</ul>
</section>`
  return shopPage(frame, { title: 'Notebooks and pencils', body })
}

function invitation(): Markup {
  return html`<p class="actions"><a class="button" href="/login">Sign in</a> <a class="button quiet" href="/signup">Make an account</a></p>`
}

function welcome(username: string): Markup {
  return html`<p>Welcome back, <bdi>${username}</bdi>.</p><p class="actions"><a class="button" href="/account">Your account</a></p>`
}

function card({ name, about, price, drawing }: Product): Markup {
  return html`<li class="product">${drawing}<h3>${name}</h3><p>${about}</p><p class="price">${price}</p></li>`
}
