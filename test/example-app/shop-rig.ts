/** The shop as a process, under a policy that asks for proofs before a phone is bound, and the people who use it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Person } from '../helpers/person.js'
import type { Answer } from '../helpers/person.js'
import { Phone } from '../helpers/phone.js'
import { startShopProcess } from '../helpers/shop-process.js'
import type { ShopProcess } from '../helpers/shop-process.js'

/** How a one-use code looks. */
export const CODE = /[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}/

/** Somebody without a phone, beside the demo users: each test binds one of its own. */
function newcomer(username: string, roles: readonly string[]): object {
  return { username, roles, password: 'correct-horse', email: `${username}@shop.example`, country_code: '1', phone: '4155550131', state: 'none' }
}

const NEWCOMERS = [...['mia', 'mel', 'moe'].map((name) => newcomer(name, [])), ...['cleo', 'cora'].map((name) => newcomer(name, ['admin']))]

export class ShopRig {
  readonly shop: ShopProcess
  readonly phone: Phone
  readonly #folder: string

  constructor(shop: ShopProcess, folder: string) {
    this.shop = shop
    this.phone = new Phone(shop.phoneUrl)
    this.#folder = folder
  }

  somebody(): Person {
    return new Person(this.shop.url)
  }

  async passwordOnly(name: string): Promise<Person> {
    const person = this.somebody()
    expect((await person.signIn(name)).status).to.equal(200)
    return person
  }

  async signedIn(name: string): Promise<Person> {
    const person = await this.passwordOnly(name)
    await this.phone.answer(`${name}@shop.example`, 'approve')
    expect((await person.post('/2fa/complete')).status).to.equal(200)
    return person
  }

  async close(): Promise<void> {
    await this.shop.stop()
    rmSync(this.#folder, { recursive: true })
  }
}

export async function startShopRig(policyFile = 'example-app/onboarding/new-phone.yaml'): Promise<ShopRig> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'))
  const users = JSON.parse(readFileSync('example-app/users.json', 'utf8')) as object[]
  writeFileSync(join(folder, 'users.json'), JSON.stringify([...users, ...NEWCOMERS]))
  const env = { POLICY_FILE: policyFile, USERS_FILE: join(folder, 'users.json') }
  return new ShopRig(await startShopProcess(env), folder)
}

/** The code in the newest message, or nothing. */
export async function mailedCode(person: Person): Promise<string> {
  return CODE.exec((await person.page('/outbox')).text)?.[0] ?? ''
}

export async function adminCode(admin: Person, username: string): Promise<string> {
  const made = await admin.post('/admin/new-phone-code', { username })
  expect([made.status, made.json['username']]).to.deep.equal([201, username])
  return String(made.json['code'])
}

export function bind(person: Person, number: string, kind: string, value: string): Promise<Answer> {
  return person.post('/2fa/enroll', { country_code: '1', phone: number, proof: { kind, value } })
}
