/** A QR code as an SVG picture. */
import type { QrCode } from './qr-code.js'

/** Modules of white that a reader needs around the code. */
const quiet = 4

/** Picture of `size` by `size` pixels with a text for those who can not see it. */
export function qrSvg(code: QrCode, size: number, title: string): string {
  const side = code.length + 2 * quiet
  const path = code
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 ${side} ${side}" ` +
    `role="img" aria-label="${title}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  )
}
