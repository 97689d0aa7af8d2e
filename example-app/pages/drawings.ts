/** What the shop sells, drawn. The colors come from the style sheet, so that they follow light and dark. */
import { html } from './html.js'
import type { Markup } from './html.js'

export function treeMark(): Markup {
  return html`<svg class="mark" viewBox="0 0 24 28" width="24" height="28" aria-hidden="true" focusable="false">
<path class="pine" d="M12 1 5.5 10H9l-5 7h4.5L2 24h20l-6.5-7H20l-5-7h3.5z"/><path class="wood" d="M10.5 24h3v4h-3z"/></svg>`
}

function drawing(shapes: Markup): Markup {
  return html`<svg class="drawing" viewBox="0 0 200 140" aria-hidden="true" focusable="false">${shapes}</svg>`
}

export function notebook(): Markup {
  const dots = [52, 68, 84, 100].flatMap((y) => [94, 108, 122, 136].map((x) => html`<circle class="pine" cx="${x}" cy="${y}" r="1.5"/>`))
  return drawing(html`<rect class="shade" x="66" y="22" width="84" height="106" rx="5"/>
<rect class="pine" x="58" y="16" width="84" height="106" rx="5"/><path class="deep" d="M63 16h11v106H63a5 5 0 0 1-5-5V21a5 5 0 0 1 5-5z"/>
<rect class="sheet" x="84" y="34" width="62" height="80" rx="2"/>${dots}<path class="wood" d="M128 16h6v114l-3-4-3 4z"/>`)
}

export function pencils(): Markup {
  const pencil = (x: number, top: number, color: string): Markup => html`<g><path class="sheet" d="M${x} ${top + 24}l8-22 8 22z"/>
<path class="graphite" d="M${x + 5} ${top + 10}l3-8 3 8z"/><path class="${color}" d="M${x} ${top + 24}h16v${92 - top}h-16z"/>
<path class="veil" d="M${x + 5.5} ${top + 24}h5v${92 - top}h-5z"/><rect class="metal" x="${x}" y="112" width="16" height="7"/>
<path class="blush" d="M${x} 119h16v5a4 4 0 0 1-4 4h-8a4 4 0 0 1-4-4z"/></g>`
  return drawing(html`${pencil(48, 20, 'wood')}${pencil(71, 10, 'pine')}${pencil(94, 26, 'wood')}${pencil(117, 14, 'pine')}${pencil(140, 22, 'wood')}`)
}

export function pocketBooks(): Markup {
  return drawing(html`<rect class="shade" x="40" y="112" width="124" height="12" rx="4"/>
<rect class="wood" x="38" y="92" width="122" height="20" rx="3"/><rect class="sheet" x="44" y="97" width="116" height="10"/>
<rect class="pine" x="48" y="68" width="112" height="20" rx="3"/><rect class="sheet" x="54" y="73" width="106" height="10"/>
<rect class="blush" x="42" y="44" width="108" height="20" rx="3"/><rect class="sheet" x="48" y="49" width="102" height="10"/>
<path class="deep" d="M70 28h52l6 10H64z"/><path class="veil" d="M92 28h8l1 10H91z"/>`)
}

export function journal(): Markup {
  return drawing(html`<path class="shade" d="M26 34c30-9 56-7 76 4 20-11 44-13 74-4v84c-30-9-54-7-74 4-20-11-46-13-76-4z"/>
<path class="sheet" d="M28 26c28-8 54-6 72 4 18-10 44-12 72-4v82c-28-8-54-6-72 4-18-10-44-12-72-4z"/>
<path class="line" d="M100 30v82M42 44c16-3 32-2 46 3M42 58c16-3 32-2 46 3M42 72c16-3 32-2 46 3M112 47c14-5 30-6 46-3M112 61c14-5 30-6 46-3M112 75c14-5 30-6 46-3"/>
<path class="wood" d="M136 94l34-52 7 5-34 52-9 4z"/><path class="graphite" d="M134 103l2-9 7 5z"/>`)
}

export function sharpener(): Markup {
  return drawing(html`<ellipse class="shade" cx="104" cy="118" rx="62" ry="8"/><path class="wood" d="M62 56h76l10 56H52z"/>
<path class="veil" d="M62 56h76l3 16H59z"/><path class="graphite" d="M84 82l40-8 4 8-40 9z"/><circle class="deep" cx="90" cy="86" r="4"/>
<path class="pine" d="M88 18h22v38H88z"/><path class="veil" d="M96 18h6v38h-6z"/><path class="line" d="M142 116c8-10 22-8 20 1-2 7-14 5-10-2"/>`)
}

export function pencilCase(): Markup {
  return drawing(html`<rect class="shade" x="30" y="62" width="148" height="60" rx="14"/><rect class="wood" x="26" y="54" width="148" height="60" rx="14"/>
<path class="line" d="M30 72c30 6 60-4 92 2 20 4 36 2 48-1M28 88c26-6 52 4 84 0 24-3 42 2 60 1M34 102c30-4 60 3 94 0 18-2 30 0 38 1"/>
<path class="deep" d="M26 68a14 14 0 0 1 14-14h120a14 14 0 0 1 14 14v1H26z"/><circle class="metal" cx="100" cy="69" r="6"/>
<path class="pine" d="M58 26h10v28H58zM80 34h10v20H80z"/><path class="graphite" d="M58 26l5-12 5 12zM80 34l5-12 5 12z"/>`)
}
