/** How the news of an approval reaches a browser: fast, once, and without taking its connections away. */
import { createGzip } from 'node:zlib'
import { expect } from 'chai'
import type { Express } from 'express'
import type { Page } from 'playwright-core'
import { js, startRig } from './rig.js'
import type { Rig } from './rig.js'

const ANN = 'ann@shop.example'

describe('Pages: waiting for the phone', function () {
  this.timeout(90_000)
  let rig: Rig

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(() => rig.newDay())

  /** Milliseconds from the answer on the phone until the page says so, both by this process's clock. */
  async function reaction(page: Page, email = ANN): Promise<number> {
    const from = performance.now()
    await rig.host.phone.answer(email, 'approve')
    await page.getByText('Approved. Signing you in…').waitFor()
    return performance.now() - from
  }

  it('[30] takes less than a second', async () => {
    const { page } = await rig.signIn('ann')
    expect(await reaction(page)).to.be.lessThan(1000)
    await page.waitForURL(`${rig.host.url}/`)
  })

  it('[30] takes less than four seconds where no stream comes through', async () => {
    const blocked = await rig.browser.newContext()
    await blocked.route('**/2fa/events', (route) => route.abort())
    const waiting = await signInAs(rig, await blocked.newPage())
    expect(await reaction(waiting)).to.be.lessThan(4000)
    await blocked.close()
  })

  it('[31] catches up when a frozen tab is resumed, and completes once', async () => {
    const { page, context, requests } = await rig.signIn('ann')
    const session = await context.newCDPSession(page)
    await session.send('Page.setWebLifecycleState', { state: 'frozen' })
    await rig.host.phone.answer(ANN, 'approve')
    await rig.settled(page)
    const from = performance.now()
    await session.send('Page.setWebLifecycleState', { state: 'active' })
    await page.waitForURL(`${rig.host.url}/`)
    expect(performance.now() - from).to.be.lessThan(2000)
    expect(requests.filter((request) => request === 'POST /2fa/complete')).to.have.length(1)
  })

  it('[32] holds one stream for seven tabs, so that an eighth request is answered', async () => {
    const { page, context } = await rig.signIn('ann')
    const streams: string[] = []
    context.on('request', (request) => request.url().endsWith('/events') && request.frame().page() !== page && streams.push(request.url()))
    const tabs = [page]
    for (let more = 0; more < 6; more += 1) {
      const tab = await context.newPage()
      await tab.goto(`${rig.host.url}/2fa`)
      tabs.push(tab)
    }
    const from = performance.now()
    expect(await page.evaluate(js(`() => fetch('/2fa/status').then((answer) => answer.status)`))).to.equal(200)
    expect(performance.now() - from).to.be.lessThan(1000)
    expect(streams).to.have.length(0)
    await tabs[6]?.bringToFront()
    await rig.host.phone.answer(ANN, 'approve')
    const ends = await Promise.all(tabs.map((tab) => tab.waitForFunction(js(`() => location.pathname === '/' || document.querySelector('[role=status]')?.textContent?.startsWith('Signed in in another tab') === true`)).then(() => new URL(tab.url()).pathname)))
    expect(ends.filter((path) => path === '/')).to.have.length(1)
    const left = tabs.find((tab) => new URL(tab.url()).pathname === '/2fa')
    expect(await left?.getByRole('link', { name: 'Continue' }).isVisible()).to.equal(true)
  })
})

describe('Pages: behind response compression', function () {
  this.timeout(60_000)
  let rig: Rig

  before(async () => {
    rig = await startRig({}, { before: compressAll })
  })
  after(() => rig.close())

  it('[30] hears of the approval within a second all the same', async () => {
    const { page } = await rig.signIn('ann')
    const response = await page.request.get(`${rig.host.url}/login`)
    expect(response.headers()['content-encoding']).to.equal('gzip')
    const from = performance.now()
    await rig.host.phone.answer(ANN, 'approve')
    await page.getByText('Approved. Signing you in…').waitFor()
    expect(performance.now() - from).to.be.lessThan(1000)
  })
})

/** As the usual middleware does: everything is compressed and held back, but for what says `no-transform`. */
function compressAll(app: Express): void {
  app.use((_req, res, next) => {
    const { write, end, writeHead } = { write: res.write.bind(res), end: res.end.bind(res), writeHead: res.writeHead.bind(res) }
    const gzip = createGzip()
    let decided: boolean | null = null
    const compresses = (): boolean => {
      decided ??= !/no-transform/.test(String(res.getHeader('cache-control') ?? '')) && res.statusCode === 200
      return decided
    }
    gzip.on('data', (chunk: Buffer) => write(chunk))
    gzip.on('end', () => end())
    Object.assign(res, {
      writeHead: (...given: Parameters<typeof writeHead>) => {
        if (compresses()) res.removeHeader('content-length')
        if (compresses()) res.setHeader('content-encoding', 'gzip')
        return writeHead(...given)
      },
      write: (chunk: string | Buffer) => (compresses() ? gzip.write(chunk) : write(chunk)),
      end: (chunk?: string | Buffer) => {
        if (compresses()) gzip.end(chunk)
        else end(chunk)
        return res
      },
    })
    next()
  })
}

async function signInAs(rig: Rig, page: Page): Promise<Page> {
  await page.goto(`${rig.host.url}/login`)
  await page.fill('[name=username]', 'ann')
  await page.click('button')
  await page.getByText('We sent a request').waitFor()
  return page
}
