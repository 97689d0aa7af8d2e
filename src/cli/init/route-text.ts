/** The route file that `init` writes: one function that mounts everything, and what it is made of. */
import type { Project } from './project.js'

/** @returns the text of `second-factor.js` or `second-factor.ts` */
export function routeFile(project: Project): string {
  const makers = [provider(project), store(project), rest(project)]
  const exported = isCommonJs(project) ? ['module.exports = { mountSecondFactor }'] : []
  return `${[imports(project), ...userType(project), mount(project), ...makers, ...exported].join('\n\n')}\n`
}

/** The two lines that the application needs. */
export function applicationLines(project: Project): readonly [string, string] {
  return [
    importLine(project, '{ mountSecondFactor }', './second-factor.js'),
    'mountSecondFactor(app) // below passport.session(), above everything that is to be protected',
  ]
}

/** A file in TypeScript is written with `import` whatever it becomes. */
function isCommonJs({ language, modules }: Project): boolean {
  return language === 'js' && modules === 'commonjs'
}

function importLine(project: Project, names: string, from: string): string {
  return isCommonJs(project) ? `const ${names} = require('${from}')` : `import ${names} from '${from}'`
}

function imports(project: Project): string {
  const isRedis = project.store === 'redis'
  const lines: (readonly [names: string, from: string])[] = [
    ['{ randomBytes }', 'node:crypto'],
    ...(isRedis ? [['{ Redis }', 'ioredis'] as const] : []),
    ['passport', 'passport'],
    ['{ AuthyProvider, createSecondFactor, MemoryAccountStore, MemoryStore }', 'passport-authy'],
    ...(isRedis ? [['{ RedisStore }', 'passport-authy/redis'] as const] : []),
  ]
  const types = [
    `import type { Express } from 'express'`,
    `import type { AccountStore, Provider, SecondFactor, StateStore } from 'passport-authy'`,
  ]
  return [
    `// The second factor of this Express ${project.express} application. It is yours: change what you like.`,
    ...lines.map(([names, from]) => importLine(project, names, from)),
    ...(project.language === 'ts' ? types : []),
  ].join('\n')
}

function userType({ language }: Project): string[] {
  const text = `/** What Passport puts on req.user here. */
interface User {
  readonly id: string | number
  readonly email?: string | null
}`
  return language === 'ts' ? [text] : []
}

/** What stands in TypeScript only. */
function typed({ language }: Project): (type: string) => string {
  return (type) => (language === 'ts' ? type : '')
}

function mount(project: Project): string {
  const t = typed(project)
  const facts = t('(user as User)') || 'user'
  return `/**
 * Call it once, below the session and passport.session(), above everything that is to be protected.
 * To send the push right after the password, let the login route stand below it, too:
 * app.post('/login', passport.authenticate('local'), secondFactor.begin())
 */
${isCommonJs(project) ? '' : 'export '}function mountSecondFactor(app${t(': Express')})${t(': SecondFactor')} {
  const publicUrl = setting('PUBLIC_URL', \`http://localhost:\${process.env${t("['PORT']") || '.PORT'} ?? 3000}\`)
  const secondFactor = createSecondFactor({
    provider: makeProvider(publicUrl),
    accounts: makeAccounts(),
    store: makeStore(),
    policy: process.env${t("['POLICY_FILE']") || '.POLICY_FILE'} ?? 'second-factor.policy.yaml',
    // Facts about req.user: id, and where the policy asks for them groups, roles, attributes, created, locale.
    user: (user) => ({ id: ${facts}.id, email: ${facts}.email ?? null }),
    publicUrl,
    secret: setting('SECOND_FACTOR_SECRET', randomBytes(32).toString('base64')),
  })
  passport.use(secondFactor.strategy)
  app.use(secondFactor.router) // serves /2fa
  app.use(secondFactor.enforce()) // everything below is protected
  return secondFactor
}`
}

function provider(project: Project): string {
  const t = typed(project)
  return `function makeProvider(publicUrl${t(': string')})${t(': Provider')} {
  const { AUTHY_API_KEY, AUTHY_API_URL, EMULATOR_PORT = '4010', NODE_ENV } = process.env
  if (AUTHY_API_KEY || AUTHY_API_URL) {
    return new AuthyProvider({ apiKey: AUTHY_API_KEY ?? '', apiUrl: AUTHY_API_URL || 'https://api.authy.com' })
  }
  if (NODE_ENV === 'production') throw new Error('Set AUTHY_API_KEY: the emulator does not run in production.')
  void startEmulator(Number(EMULATOR_PORT), \`\${publicUrl}/2fa/callback\`)
  return new AuthyProvider({ apiKey: 'demo_local', apiUrl: \`http://127.0.0.1:\${EMULATOR_PORT}\` })
}

/** Without a key, in development: it answers as the provider does, and its page is the phone. */
async function startEmulator(port${t(': number')}, callbackUrl${t(': string')})${t(': Promise<void>')} {
  const emulator = await import('passport-authy/emulator')
  await emulator.startEmulator({ port, callbackUrl }).catch((error${t(': NodeJS.ErrnoException')}) => {
    if (error.code !== 'EADDRINUSE') throw error // one that runs already is used
  })
  console.log(\`Virtual phone: http://localhost:\${port}\`)
}`
}

function store(project: Project): string {
  const t = typed(project)
  const memory = `/** Pending pushes, counters and locks. In memory: enough for one process. For more: passport-authy/redis. */
function makeStore()${t(': StateStore')} {
  return new MemoryStore()
}`
  const redis = `/** Pending pushes, counters and locks. In memory they are enough for one process. */
function makeStore()${t(': StateStore')} {
  const { REDIS_URL } = process.env
  if (!REDIS_URL) return new MemoryStore()
  const redis = new Redis(REDIS_URL, { commandTimeout: 500, connectTimeout: 2000, maxRetriesPerRequest: 1 })
  redis.on('error', (error${t(': Error')}) => console.error(\`Redis: \${error.message}\`))
  return new RedisStore(redis)
}`
  return project.store === 'redis' ? redis : memory
}

function rest(project: Project): string {
  const t = typed(project)
  return `/**
 * Who has which factor. Keep it where your users are; one of these, or an AccountStore of your own in 20 lines:
 *   new SqlAccountStore(database)   from passport-authy/sql, with libsql or better-sqlite3
 *   new RedisAccountStore(redis)    from passport-authy/redis, with persistence on
 */
function makeAccounts()${t(': AccountStore')} {
  console.warn('Second factor: accounts are kept in memory and lost at the end of this process. See makeAccounts().')
  return new MemoryAccountStore()
}

/** What production must not start without. */
function setting(name${t(': string')}, inDevelopment${t(': string')})${t(': string')} {
  const { [name]: value, NODE_ENV } = process.env
  if (value) return value
  if (NODE_ENV === 'production') throw new Error(\`Set \${name}; .env.example says how.\`)
  return inDevelopment
}`
}
