/** The demo users: into the shop's table, to the provider, and into the library's account store. */
import { readFileSync } from 'node:fs'
import { blankAccount } from 'passport-authy'
import type { AccountRecord, AccountStore, Clock, Method, Provider } from 'passport-authy'
import { StartRefused } from './config.js'
import { hashPassword } from './users.js'
import type { Users } from './users.js'

interface SeedUser {
  readonly username: string
  readonly password: string
  readonly email: string
  readonly country_code: string
  readonly phone: string
  readonly state: AccountRecord['state']
  readonly has_app?: boolean
  readonly groups?: readonly string[]
  readonly roles?: readonly string[]
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly created?: string
  readonly locale?: string
}

export interface SeedPorts {
  readonly users: Users
  readonly accounts: AccountStore
  readonly provider: Provider
  readonly clock: Clock
  /** Address of the emulator, where phones without the app are set up; `null` with a real provider. */
  readonly phoneUrl: string | null
}

export function readSeed(file: string): readonly SeedUser[] {
  try {
    const users: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (Array.isArray(users)) return users as readonly SeedUser[]
  } catch {
    // Falls through to the sentence.
  }
  throw new StartRefused(`The users file ${file} cannot be read. Check USERS_FILE: it must be a JSON array of users.`)
}

/** Users that exist already stay as they are, so that a second process, or a second start, changes nothing. */
export async function seed(ports: SeedPorts, users: readonly SeedUser[]): Promise<void> {
  const hashes = new Map<string, Promise<string>>()
  for (const user of users) {
    const hash = hashes.get(user.password) ?? hashPassword(user.password)
    hashes.set(user.password, hash)
    const { username, email, groups = [], roles = [], attributes = {}, locale = 'en' } = user
    const created = user.created ?? new Date(ports.clock.now()).toISOString()
    ports.users.add({ id: username, username, email, groups, roles, attributes, created, locale }, await hash)
    await seedAccount(ports, user)
  }
}

async function seedAccount(ports: SeedPorts, user: SeedUser): Promise<void> {
  const { accounts, clock } = ports
  if (user.state === 'none' || (await accounts.read(user.username)) !== null) return
  const now = clock.now()
  const registered = user.state === 'enrolled' || user.state === 'pending'
  const record: AccountRecord = {
    ...blankAccount(user.username),
    state: user.state,
    factor: registered ? await register(ports, user) : null,
    optedOutAt: user.state === 'opted_out' ? now : null,
    enrolledAt: user.state === 'enrolled' ? now : null,
    updatedAt: now,
  }
  await accounts.write(record, 0)
}

async function register({ provider, clock, phoneUrl }: SeedPorts, user: SeedUser): Promise<AccountRecord['factor']> {
  const { email, country_code: countryCode, phone } = user
  const result = await provider.register({ email, countryCode, phone, installLink: false })
  if (result.kind !== 'registered') {
    throw new StartRefused(`The provider did not take the demo user ${user.username} (${result.kind}). Check USERS_FILE.`)
  }
  const hasApp = user.has_app ?? true
  if (phoneUrl !== null) await setApp(phoneUrl, result.providerId, hasApp)
  const methods: readonly Method[] = hasApp ? ['push', 'totp', 'sms', 'voice'] : ['sms', 'voice']
  return { providerId: result.providerId, phoneHint: `•••${phone.slice(-2)}`, methods, registeredAt: clock.now(), registeredBy: 'batch' }
}

async function setApp(phoneUrl: string, id: string, hasApp: boolean): Promise<void> {
  await fetch(`${phoneUrl}/_/users/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ has_app: hasApp }),
  })
}
