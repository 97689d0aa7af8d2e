import { once } from 'node:events'
import { request } from 'node:http'
import { expect } from 'chai'
import { send, startRig, type Rig } from './rig.js'

describe('Emulator: the page', () => {
  let rig: Rig
  before(async () => {
    rig = await startRig()
  })
  beforeEach(() => rig.control('POST', '/_/reset'))
  after(() => rig.close())

  const page = () => send(`${rig.emulator.url}/`)

  it('shows phones, requests, texts and the app code', async () => {
    expect((await page()).text).to.include('No phone yet')
    const id = await rig.register()
    const uuid = await rig.push(id, { message: 'Sign in to <the> shop?', details: { Amount: '"1"' } })
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    const { text, headers } = await page()
    const { code } = (await rig.control('GET', `/_/users/${id}/softtoken`)).json
    expect(headers.get('content-security-policy'))
      .to.match(/default-src 'none'/)
      .and.match(/frame-ancestors 'none'/)
    for (const part of [
      'ann@shop.example',
      'Sign in to &#60;the&#62; shop?',
      '&#34;1&#34;',
      uuid,
      await rig.lastCode(),
      code,
    ]) {
      expect(text).to.include(part)
    }
    expect(text).to.not.include('<the>')
  })

  it('has buttons that answer and come back, also without script', async () => {
    const uuid = await rig.push(await rig.register())
    const answered = await send(`${rig.emulator.url}/_/approvals/${uuid}`, {
      method: 'POST',
      headers: { origin: rig.emulator.url },
      body: new URLSearchParams({ answer: 'deny' }),
    })
    expect([answered.status, answered.headers.get('location')]).to.deep.equal([303, '/'])
    expect(await rig.status(uuid)).to.equal('denied')
    expect((await page()).text).to.not.include(uuid)
  })

  it('does not answer to a foreign name, which could be made to point here', async () => {
    const asked = request({
      port: rig.emulator.port,
      host: '127.0.0.1',
      path: '/',
      headers: { host: 'evil.example' },
    }).end()
    const [response] = await once(asked, 'response')
    response.resume()
    expect(response.statusCode).to.equal(403)
  })
})
