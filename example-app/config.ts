/** The shop's environment, read once. What is wrong with it stops the start with a sentence. */
import { randomBytes } from 'node:crypto'

export interface Config {
  readonly port: number
  readonly host: string
  readonly publicUrl: string
  /** Several mean a cluster; none means state in memory. */
  readonly redisUrls: readonly string[]
  /** `null`: start the emulator, or use the one that runs already. */
  readonly authy: { readonly apiUrl: string; readonly apiKey: string } | null
  readonly emulatorPort: number
  readonly policyFile: string
  /** `:memory:` by default. */
  readonly databaseFile: string
  readonly usersFile: string
  readonly sessionSecret: string
  readonly secondFactorSecret: string
  readonly logFormat: 'pretty' | 'json'
  /** Told to whoever starts the shop. */
  readonly warnings: readonly string[]
}

/** Says in one sentence what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused'
}

type Env = Readonly<Record<string, string | undefined>>

export function readConfig(env: Env): Config {
  const port = portOf(env, 'PORT', 3000)
  const warnings: string[] = []
  return {
    port,
    host: env['HOST'] ?? '127.0.0.1',
    publicUrl: (env['PUBLIC_URL'] ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    redisUrls: (env['REDIS_URL'] ?? '').split(',').map((url) => url.trim()).filter((url) => url !== ''),
    authy: authyOf(env),
    emulatorPort: portOf(env, 'EMULATOR_PORT', 4010),
    policyFile: env['POLICY_FILE'] ?? 'example-app/policies/default.yaml',
    databaseFile: env['DATABASE_FILE'] ?? ':memory:',
    usersFile: env['USERS_FILE'] ?? 'example-app/users.json',
    sessionSecret: secretOf(env, 'SESSION_SECRET', warnings),
    secondFactorSecret: secretOf(env, 'SECOND_FACTOR_SECRET', warnings),
    logFormat: env['LOG_FORMAT'] === 'json' ? 'json' : 'pretty',
    warnings,
  }
}

function portOf(env: Env, name: string, usual: number): number {
  const text = env[name]
  if (text === undefined || text === '') return usual
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (!(port <= 65_535)) throw new StartRefused(`${name} must be a port between 0 and 65535; it is ${JSON.stringify(text)}.`)
  return port
}

function authyOf(env: Env): Config['authy'] {
  const apiUrl = env['AUTHY_API_URL']
  const apiKey = env['AUTHY_API_KEY']
  if (apiUrl !== undefined && apiKey !== undefined) return { apiUrl, apiKey }
  if (apiUrl !== undefined) throw new StartRefused('AUTHY_API_URL is set, so AUTHY_API_KEY has to be set as well.')
  if (apiKey === undefined || apiKey.startsWith('demo_')) return null
  // The demo users' numbers must not reach a real service because a key happened to be in the environment.
  throw new StartRefused('AUTHY_API_KEY is set: set AUTHY_API_URL=https://api.authy.com too, or unset the key to use the emulator.')
}

function secretOf(env: Env, name: string, warnings: string[]): string {
  const secret = env[name]
  if (secret !== undefined) {
    if (Buffer.byteLength(secret) >= 32) return secret
    throw new StartRefused(`${name} needs at least 32 bytes. Make one with: openssl rand -base64 32`)
  }
  warnings.push(`${name} is not set: a random one is used, so sessions end with this process and cannot be shared.`)
  return randomBytes(32).toString('base64')
}
