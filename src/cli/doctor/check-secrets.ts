/** The secrets of the environment, judged without ever being shown. */
import { SECRET_PLACEHOLDER } from '../init/env-text.js'
import { fail, ok, skip } from './finding.js'
import type { Finding } from './finding.js'

export type Env = Readonly<Record<string, string | undefined>>

const MIN_BYTES = 32
const MAKE_ONE = 'make one with: openssl rand -base64 32'

export function checkSecrets(env: Env): readonly Finding[] {
  return [checkSecret(env, 'SECOND_FACTOR_SECRET'), checkSecret(env, 'SESSION_SECRET'), ...checkTwins(env)]
}

function checkSecret(env: Env, name: 'SECOND_FACTOR_SECRET' | 'SESSION_SECRET'): Finding {
  const check = name === 'SESSION_SECRET' ? 'secret.session' : 'secret.second_factor'
  const secret = env[name] ?? ''
  if (secret === '') return skip(check, `${name} is not set here`, 'run doctor in the application’s environment')
  if (secret === SECRET_PLACEHOLDER) return fail(check, `${name} is the placeholder of .env.example`, MAKE_ONE)
  const bytes = Buffer.byteLength(secret)
  if (bytes < MIN_BYTES) return fail(check, `${name} has ${bytes} bytes, ${MIN_BYTES} are needed`, MAKE_ONE)
  return ok(check, `${name} has ${bytes} bytes`)
}

/** Whoever learns one of them would have both. */
function checkTwins({ SECOND_FACTOR_SECRET: one = '', SESSION_SECRET: other = '' }: Env): Finding[] {
  if (one === '' || other === '') return []
  if (one !== other) return [ok('secret.apart', 'the two secrets differ')]
  const found = 'SECOND_FACTOR_SECRET and SESSION_SECRET are the same'
  return [fail('secret.apart', found, `give each its own; ${MAKE_ONE}`)]
}
