/** The pictures of generic secrets, under the address that `qr_code` names. */
import { appIdentity } from '../api/app-identity.js'
import { qrCode } from '../qr/qr-code.js'
import { qrSvg } from '../qr/qr-svg.js'
import type { Reply } from '../reply.js'
import { base32, genericFamily } from '../totp.js'
import { invalid, notFound, type ControlRequest, type ControlRoute } from './control-request.js'

export const qrRoutes: readonly ControlRoute[] = [{ method: 'GET', path: '/_/qr/:name', handle: showQr }]

/** Longer labels would not fit into the code. */
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

function showQr({ world, path, query }: ControlRequest): Reply {
  const users = [...world.state.users.values()]
  const generic = users.find((user) => `${user.generic?.qrId ?? ''}.svg` === path['name'])?.generic
  if (generic === undefined || generic === null) return notFound()
  const size = query.get('size') ?? '300'
  const code = qrCode(keyUri(generic.secret, generic.label))
  if (code === null || !/^\d{1,4}$/.test(size)) return invalid('size')
  return {
    status: 200,
    type: 'image/svg+xml',
    headers: { 'cross-origin-resource-policy': 'cross-origin' },
    body: qrSvg(code, Number(size), 'QR code for an authenticator app'),
  }
}
