/** What the picture of a generic secret says to the camera of an authenticator app. */
import { expect } from 'chai'
import { encode } from 'uqr'
import { send, startRig, type Rig } from './rig.js'

describe('Emulator: QR codes', () => {
  let rig: Rig
  before(async () => {
    rig = await startRig()
    await rig.control('PATCH', '/_/settings', { export_enabled: true })
  })
  after(() => rig.close())

  /** Modules of `text` as columns and rows of the dark ones, with a border of four. */
  const modules = (text: string): string[] =>
    encode(text, { border: 4 }).data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`${x},${y}`] : [])))

  for (const [label, account] of [
    ['ann@shop', 'ann%40shop'],
    ['é'.repeat(80), '%C3%A9'.repeat(50)],
  ] as const) {
    it(`holds the key for ${label.slice(0, 10)}, with room around it`, async () => {
      const id = await rig.register()
      const made = (await rig.api('POST', `/protected/json/users/${id}/secret`, { label })).json
      const { secret } = (await rig.api('GET', `/protected/json/users/${id}/secret/export`)).json
      const picture = (await send(made.qr_code)).text
      const scale = 10
      const starts = [...picture.matchAll(/M(\d+),(\d+)h/g)]
      const dark = starts.map(([, x, y]) => `${Number(x) / scale},${Number(y) / scale}`)
      const issuer = encodeURIComponent(made.issuer)
      const rest = 'algorithm=SHA1&digits=6&period=30'
      const key = `otpauth://totp/${issuer}:${account}?secret=${secret}&issuer=${issuer}&${rest}`
      expect(dark).to.have.members(modules(key))
      expect(picture).to.match(/^<svg width="300" height="300" role="img" aria-label="[^"]+" /)
    })
  }
})
