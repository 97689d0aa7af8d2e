/** A policy that only reports: people notice nothing, the log tells what would have happened. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

describe('A dry run', function () {
  this.timeout(30_000)
  let folder: string
  let file: string
  let shop: ShopProcess

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dry-run-'))
    file = join(folder, 'policy.yaml')
    copyFileSync('example-app/policies/default.yaml', file)
    shop = await startShopProcess({ POLICY_FILE: file, LOG_FORMAT: 'json' })
  })
  after(async () => {
    await shop.stop()
    rmSync(folder, { recursive: true })
  })

  const rewrite = (change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, 'utf8')))

  /** Tells the shop to read the file, and waits until it shows. */
  async function reread(isThere: (policy: { status: string; revision: string }) => boolean): Promise<void> {
    shop.child.kill('SIGHUP')
    for (;;) {
      const { json } = await new Person(shop.url).get('/healthz')
      if (isThere(json['policy'] as { status: string; revision: string })) return
    }
  }

  async function account(name: string): Promise<Answer> {
    const person = new Person(shop.url)
    await person.form('/login', { username: name, password: 'correct-horse' })
    return person.page('/account')
  }

  /** What two answers to different people may differ in: ids, dates and lengths. */
  function look({ status, headers, text }: Answer, name: string): object {
    const ignored = ['date', 'etag', 'content-length', 'set-cookie']
    return { status, text: text.replaceAll(name, 'NAME'), headers: [...headers.keys()].filter((key) => !ignored.includes(key)).sort() }
  }

  it('[39] shows no page, sends no push and adds no header; what would have been is in the log', async () => {
    const free = await account('olaf')
    expect(free.status).to.equal(200)
    const revision = ((await new Person(shop.url).get('/healthz')).json['policy'] as { revision: string }).revision
    rewrite((text) => text.replace('mode: enforce', 'mode: report_only\nreport_until: 2099-01-01T00:00:00Z'))
    await reread((policy) => policy.revision !== revision)
    const sam = await account('sam')
    expect(look(sam, 'sam')).to.deep.equal(look(free, 'olaf'))
    expect(await new Phone(shop.phoneUrl).approvals('sam@shop.example')).to.deep.equal([])
    const decision = shop.output().split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ type, userId, reason }) => type === 'decision' && userId === 'sam' && reason === 'report_only')
    expect(decision).to.have.nested.property('decision.wouldBe').that.deep.includes({ outcome: 'allow_with_prompt', rule: 'students' })
  })

  it('[39] a file that is not valid changes nothing: an open challenge finishes, and health says stale', async () => {
    const [ann, phone] = [new Person(shop.url), new Phone(shop.phoneUrl)]
    expect((await ann.signIn('ann')).json).to.include({ outcome: 'challenge' })
    rewrite((text) => text.replace('grace_period', 'grace_periods'))
    await reread(({ status }) => status === 'stale')
    await phone.answer('ann@shop.example', 'approve')
    expect((await ann.post('/2fa/complete')).json).to.include({ outcome: 'allow' })
    expect((await ann.get('/api/account')).status).to.equal(200)
    expect((await account('sam')).status).to.equal(200)
  })

  it('[40] the administrators’ figures are those of the accounts, and hold no id, code or whole number', async () => {
    const [ada, phone] = [new Person(shop.url), new Phone(shop.phoneUrl)]
    await ada.signIn('ada')
    await phone.answer('ada@shop.example', 'approve')
    await ada.post('/2fa/complete')
    const figures = await ada.get('/admin/two-step')
    expect(figures.status).to.equal(200)
    const users = (await fetch(`${shop.phoneUrl}/_/users`).then((answer) => answer.json())) as { authy_id: number; phone: string; email: string }[]
    const people = await ada.get('/admin/two-step/people')
    const listed = people.json['people'] as { user: string; phone_hint: string | null }[]
    const registered = listed.filter(({ phone_hint: hint }) => hint !== null)
    expect(registered.map(({ user }) => `${user}@shop.example`).sort()).to.deep.equal(users.map(({ email }) => email).sort())
    for (const text of [figures.text, people.text, (await ada.page('/admin/two-step')).text, (await ada.page('/admin/two-step/people')).text, shop.output()]) {
      for (const user of users) expect(text).to.not.include(String(user.authy_id)).and.not.include(user.phone.replace(/\D/g, ''))
    }
  })
})
