/** A host application in this process: sessions, Passport, the second factor in front of the emulator. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Express } from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy as LocalStrategy } from 'passport-local'
import { AuthyProvider, blankAccount, createSecondFactor, MemoryAccountStore } from 'passport-authy'
import type { AccountRecord, SecondFactor, SecondFactorEvent, SecondFactorOptions } from 'passport-authy'
import { startEmulator } from 'passport-authy/emulator'
import type { Emulator } from 'passport-authy/emulator'
import { Person } from './person.js'
import { Phone } from './phone.js'

export interface HostApp {
  readonly secondFactor: SecondFactor
  readonly accounts: MemoryAccountStore
  readonly events: SecondFactorEvent[]
  readonly phone: Phone
  readonly phoneUrl: string
  readonly url: string
  person(): Person
  close(): Promise<void>
}

export interface HostOptions {
  readonly policy?: object
  /** Express of another version. */
  readonly express?: typeof express
  readonly options?: Partial<SecondFactorOptions>
  /** Puts something between the second factor and the emulator. */
  readonly wrapProvider?: (provider: AuthyProvider) => SecondFactorOptions['provider']
  /** Adds what stands above everything else. */
  readonly before?: (app: Express) => void
  /** Adds the host's own routes, below the gate unless it places the gate itself. */
  readonly routes?: (app: Express, secondFactor: SecondFactor, passport: passport.Authenticator) => void
}

/** Everybody has to prove a second factor at every sign-in. */
export const STRICT = policyWith({ rules: [{ id: 'everyone', enrollment: { model: 'mandatory' } }] })

export function policyWith(fields: object): object {
  const head = { apiVersion: 'second-factor/v1', kind: 'PolicySet', metadata: { name: 'test', owner: 'tests@shop.example' } }
  const defaults = { challenge: { when: 'every_login', methods: ['push', 'totp', 'sms', 'voice'] } }
  return { ...head, defaults, ...fields }
}

/** `ann` is enrolled, `nora` has nothing; any password will do. */
export async function startHostApp(setup: HostOptions = {}): Promise<HostApp> {
  const emulator = await startEmulator({ port: 0 })
  const accounts = new MemoryAccountStore()
  const provider = new AuthyProvider({ apiKey: 'demo_host', apiUrl: emulator.url })
  await enroll(accounts, provider)
  const events: SecondFactorEvent[] = []
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  const secondFactor = createSecondFactor({
    provider: setup.wrapProvider?.(provider) ?? provider,
    accounts,
    policy: setup.policy ?? STRICT,
    user: (user) => ({ id: idOf(user), email: `${idOf(user)}@shop.example` }),
    publicUrl: url,
    secret: 'a secret of more than thirty-two bytes',
    appName: 'Shop',
    clock: emulator.clock,
    events: { emit: (event) => events.push(event) },
    ...setup.options,
  })
  server.on('request', hostApp(setup, secondFactor))
  await setCallback(emulator, `${url}/2fa/callback`)
  const close = async (): Promise<void> => {
    await secondFactor.close()
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
    await emulator.close()
  }
  return { secondFactor, accounts, events, phone: new Phone(emulator.url), phoneUrl: emulator.url, url, person: () => new Person(url), close }
}

function hostApp({ express: make = express, routes, before }: HostOptions, secondFactor: SecondFactor): Express {
  const own = new passport.Passport()
  own.use(new LocalStrategy((name, _password, done) => done(null, userOf(name))))
  own.use(secondFactor.strategy)
  own.serializeUser((user, done) => done(null, idOf(user)))
  own.deserializeUser((id: string, done) => done(null, userOf(id)))
  const app = make()
  before?.(app)
  app.use(make.json(), make.urlencoded({ extended: false }), session({ secret: 'x', resave: false, saveUninitialized: false }))
  app.use(own.session(), secondFactor.router)
  app.post('/login', own.authenticate('local'), secondFactor.begin())
  routes?.(app, secondFactor, own)
  app.use(secondFactor.enforce())
  app.get('/facts', (req, res) => {
    res.json(req.secondFactor ?? null)
  })
  return app
}

/** This host's users have an id and nothing else; the example app has declared more for all of the program. */
function userOf(id: string): Express.User {
  return { id } as unknown as Express.User
}

function idOf(user: Express.User): string {
  return user.id
}

async function enroll(accounts: MemoryAccountStore, provider: AuthyProvider): Promise<void> {
  const form = { email: 'ann@shop.example', countryCode: '1', phone: '4155550121', installLink: false }
  const result = await provider.register(form)
  if (result.kind !== 'registered') throw new Error('The emulator did not register ann.')
  const methods = ['push', 'totp', 'sms', 'voice'] as const
  await accounts.write(enrolledAccount('ann', { providerId: result.providerId, phoneHint: '•••21', methods, registeredAt: 0, registeredBy: 'batch' }), 0)
}

export function enrolledAccount(userId: string, factor: AccountRecord['factor']): AccountRecord {
  return { ...blankAccount(userId), state: factor === null ? 'none' : 'enrolled', factor }
}

async function setCallback(emulator: Emulator, url: string): Promise<void> {
  await new Phone(emulator.url).control('POST', '/_/callback-url', { url })
}
