/** The pictures of generic secrets, under the address that `qr_code` names. */
import { renderSVG } from 'uqr'
import { appIdentity } from '../api/app-identity.js'
import type { Reply } from '../reply.js'
import { base32, genericFamily } from '../totp.js'
import { invalid, notFound, type ControlRequest, type ControlRoute } from './control-request.js'

export const qrRoutes: readonly ControlRoute[] = [{ method: 'GET', path: '/_/qr/:name', handle: showQr }]

/** Longer labels would make a code that no camera likes. */
const longestLabel = 50

/** The key URI that authenticator apps read. */
function keyUri(secret: Buffer, label: string): string {
  const issuer = encodeURIComponent(appIdentity.name)
  const account = encodeURIComponent(Array.from(label).slice(0, longestLabel).join(''))
  const { digits, stepSeconds } = genericFamily
  return (
    `otpauth://totp/${issuer}:${account}?secret=${base32(secret)}&issuer=${issuer}` +
    `&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`
  )
}

/** White modules that a reader needs around a code (ISO/IEC 18004). */
const quiet = 4

/** An SVG of `size` by `size` pixels with a name for those who can not see it. */
const picture = (text: string, size: number): string =>
  renderSVG(text, { border: quiet }).replace(
    '<svg ',
    `<svg width="${size}" height="${size}" role="img" aria-label="QR code for an authenticator app" `,
  )

function showQr({ world, path, query }: ControlRequest): Reply {
  const users = [...world.state.users.values()]
  const generic = users.find((user) => `${user.generic?.qrId ?? ''}.svg` === path['name'])?.generic
  if (generic === undefined || generic === null) return notFound()
  const size = query.get('size') ?? '300'
  if (!/^\d{1,4}$/.test(size)) return invalid('size')
  return {
    status: 200,
    type: 'image/svg+xml',
    headers: { 'cross-origin-resource-policy': 'cross-origin' },
    body: picture(keyUri(generic.secret, generic.label), Number(size)),
  }
}
