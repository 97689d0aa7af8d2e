/** What a developer can do with the screens: restyle them, replace one, embed them, or draw his own. */
import { expect } from 'chai'
import { js, startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'

const BRAND = ':root { --second-factor-accent: rgb(120, 0, 90); --second-factor-radius: 0 } [part~=heading] { text-transform: uppercase }'

const OWN_PAGE = `<!doctype html><html lang="en"><head><title>Cart</title><link rel="icon" href="data:,">
<style>second-factor-dialog { --second-factor-accent: rgb(0, 100, 0) } second-factor-dialog::part(heading) { font-style: italic }</style></head>
<body><h1>Cart</h1><button id="pay">Pay</button><script type="module" src="/2fa/assets/second-factor.js"></script></body></html>`

describe('Pages: for developers', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startRig(
      {
        stylesheet: '/brand.css',
        views: { optOut: ({ appName, path, speaker }) => `<!doctype html><html lang="${speaker.language}"><title>${appName}</title><h1>No thanks?</h1><a href="${path}">Back</a>` },
      },
      {
        routes: (app) => {
          app.get('/brand.css', (_req, res) => {
            res.type('css').send(BRAND)
          })
          app.get('/cart', (_req, res) => {
            res.send(OWN_PAGE)
          })
        },
      },
    )
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  it('custom properties and parts restyle every page', async () => {
    const { page, complaints } = await rig.signIn('ann')
    expect(await page.locator('.dial').evaluate(js(`(dial) => getComputedStyle(dial).color`))).to.equal('rgb(120, 0, 90)')
    expect(await page.getByRole('heading', { level: 1 }).evaluate(js(`(heading) => getComputedStyle(heading).textTransform`))).to.equal('uppercase')
    expect(complaints).to.deep.equal([])
  })

  it('a view of the host’s takes the place of ours, under the same headers', async () => {
    const { page } = await rig.signIn('nora')
    const answer = await page.goto(`${rig.host.url}/2fa/opt-out`)
    expect(await page.getByRole('heading').innerText()).to.equal('No thanks?')
    expect(answer?.headers()).to.include({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect(answer?.headers()['content-security-policy']).to.include("frame-ancestors 'none'")
    await page.goto(`${rig.host.url}/2fa`)
    await page.getByRole('link', { name: 'Turn this off for my account' }).click()
    await page.getByRole('heading', { name: 'No thanks?' }).waitFor()
  })

  it('the element opens in a page of the host’s, tells what happens, and lets the host go on', async () => {
    const { page, later } = await rig.signIn('ann')
    await page.goto(`${rig.host.url}/login`)
    await page.setContent(OWN_PAGE.replace('src="/2fa', `src="${rig.host.url}/2fa`))
    await page.evaluate(js(`() => {
      const heard = []
      Object.assign(window, { heard })
      for (const name of ['approved', 'denied', 'expired', 'fallback']) {
        document.addEventListener(name, (event) => {
          heard.push(name)
          event.preventDefault()
        })
      }
      document.querySelector('#pay')?.focus()
      document.body.append(Object.assign(document.createElement('second-factor-dialog'), {}))
      const element = document.createElement('second-factor-dialog')
      element.setAttribute('src', '/2fa')
      document.body.append(element)
    }`))
    await page.getByRole('dialog', { name: 'Approve this sign-in' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Approve this sign-in' }).evaluate(js(`(heading) => getComputedStyle(heading).fontStyle`))).to.equal('italic')
    expect(await page.locator('.dial').evaluate(js(`(dial) => getComputedStyle(dial).color`))).to.equal('rgb(0, 100, 0)')
    await later(9)
    await page.getByRole('button', { name: /^Text me/ }).waitFor()
    await rig.host.phone.answer(ANN, 'approve')
    await page.waitForFunction(js(`() => (Reflect.get(window, 'heard')).includes('approved')`))
    expect(await page.evaluate(js(`() => Reflect.get(window, 'heard')`))).to.deep.equal(['fallback', 'approved'])
    expect(await page.locator('h1', { hasText: 'Cart' }).count()).to.equal(1)
    expect((await page.request.get(`${rig.host.url}/facts`, { headers: { accept: 'application/json' } })).status()).to.equal(200)
  })

  it('whoever draws his own works on JSON alone', async () => {
    const ann = rig.host.person()
    await ann.signIn('ann')
    expect((await ann.get('/2fa')).json).to.include({ outcome: 'challenge' })
    await rig.host.phone.answer(ANN, 'approve')
    expect((await ann.get('/2fa/status')).json).to.include({ method: 'push' })
    expect((await ann.post('/2fa/complete')).json).to.include({ outcome: 'allow' })
  })
})
