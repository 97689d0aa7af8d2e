/** The verb `doctor`: one line for each check, and the fix. */
import { resolve } from 'node:path'
import { Command } from 'commander'
import { choose } from '../choice.js'
import { CliExit } from '../exit.js'
import { jsonText, print } from '../output.js'
import type { Output } from '../output.js'
import { paintOutput, plain } from '../paint.js'
import type { Paint } from '../paint.js'
import { askProvider } from './ask-provider.js'
import { checkApp } from './check-app.js'
import { checkAuthySettings } from './check-authy-settings.js'
import { checkPolicyFile } from './check-policy.js'
import { checkRedisServers } from './check-redis-servers.js'
import { checkSecrets } from './check-secrets.js'
import type { Env } from './check-secrets.js'
import { checkNode, checkPackage, checkRedisPackage } from './check-versions.js'
import { doctorText, totals } from './doctor-text.js'
import type { Finding } from './finding.js'
import { installedVersion } from './installed-version.js'

export interface DoctorFlags {
  readonly policy?: string
  readonly url?: string
  readonly path?: string
  readonly redis?: string
  readonly live?: boolean
  readonly format?: string
  readonly color?: string
}

/** What surrounds the command. */
export interface DoctorWorld {
  /** Folder of the application. */
  readonly folder: string
  readonly env: Env
  /** Such as `20.19.0`. */
  readonly nodeVersion: string
  /** Epoch ms. */
  readonly now: () => number
}

const USUAL_POLICY = 'second-factor.policy.yaml'

const HELP = `
Run it in the application's folder and environment: node --env-file=.env node_modules/.bin/passport-authy doctor
It reads SECOND_FACTOR_SECRET, SESSION_SECRET, AUTHY_API_KEY, AUTHY_API_URL, REDIS_URL, POLICY_FILE and NODE_ENV, and
shows no secret. It changes nothing and sends nothing to anybody. A check that could not be made says skip, and what to
give it.

Exit code 0 when nothing fails (warnings allowed), 5 when a check fails, 2 for wrong usage.`

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Checks an application and what surrounds it: one line a check, with the fix.')
    .option('--policy <file>', `policy file (default: POLICY_FILE, or ${USUAL_POLICY})`)
    .option('--url <address>', 'the running application, such as http://localhost:3000')
    .option('--path <path>', 'where the router is mounted', '/2fa')
    .option('--redis <url>', 'Redis, or several nodes parted by commas (default: REDIS_URL)')
    .option('--live', 'ask the provider whether the key is good; without it the provider gets no request')
    .option('--format <format>', 'text or json', 'text')
    .option('--color <when>', 'auto, always or never', 'auto')
    .addHelpText('after', HELP)
    .action(async (flags: DoctorFlags) => {
      print(await doctor(flags, processWorld(), paintOutput(flags.color ?? 'auto')))
    })
}

function processWorld(): DoctorWorld {
  return { folder: process.cwd(), env: process.env, nodeVersion: process.versions.node, now: () => Date.now() }
}

/** @throws CliExit 2 for wrong usage */
export async function doctor(flags: DoctorFlags, world: DoctorWorld, paint: Paint = plain): Promise<Output> {
  const format = choose('--format', flags.format ?? 'text', ['text', 'json'])
  const findings = await examine(flags, world)
  const counts = totals(findings)
  const stdout = format === 'json' ? jsonText({ checks: findings, ...counts }) : doctorText(findings, paint)
  return { stdout, exitCode: counts.fail > 0 ? 5 : 0 }
}

async function examine(flags: DoctorFlags, world: DoctorWorld): Promise<readonly Finding[]> {
  const { env, folder, now } = world
  const origin = originOf(flags.url)
  const path = pathOf(flags.path ?? '/2fa')
  const redis = flags.redis ?? env['REDIS_URL'] ?? ''
  const named = flags.policy ?? env['POLICY_FILE']
  const policy = named ?? USUAL_POLICY
  const authy = checkAuthySettings(env)
  return [
    checkNode(world.nodeVersion),
    checkPackage('express', installedVersion(folder, 'express')),
    checkPackage('passport', installedVersion(folder, 'passport')),
    checkRedisPackage(installedVersion(folder, 'ioredis'), redis !== ''),
    ...checkPolicyFile(policy, resolve(folder, policy), named !== undefined, now()),
    ...checkSecrets(env),
    authy.finding,
    await askProvider(authy.settings, flags.live === true),
    ...(await checkRedisServers(redis, now)),
    ...(await checkApp(origin, path, now)),
  ]
}

function originOf(url: string | undefined): string | null {
  if (url === undefined) return null
  const address = URL.canParse(url) ? new URL(url) : null
  // The same text again, so that nothing else was in it: no user, no password, no path, no query.
  const isPlain = address !== null && address.href === `${address.origin}/`
  if (isPlain && /^https?:$/.test(address.protocol)) return address.origin
  throw new CliExit(2, '--url must be an address such as http://localhost:3000, without path, user or password.')
}

function pathOf(path: string): string {
  if (/^\/(?!\/)[\w\-./~]+$/.test(path)) return path.replace(/\/$/, '')
  throw new CliExit(2, '--path must begin with one slash, such as /2fa.')
}
