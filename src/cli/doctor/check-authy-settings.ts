/** Key and address of the provider, as the environment has them. Nothing is sent. */
import { readOptions } from '../../adapters/authy/options.js'
import type { AuthySettings } from '../../adapters/authy/options.js'
import { isSecondFactorError } from '../../errors.js'
import type { Env } from './check-secrets.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

const CHECK = 'authy.settings'
const REAL_KEY = 'set AUTHY_API_KEY to the key of the Authy application'

export interface AuthyEnvironment {
  readonly finding: Finding
  /** `null` when there is nothing that a call could be made with. */
  readonly settings: AuthySettings | null
}

export function checkAuthySettings(env: Env): AuthyEnvironment {
  const { AUTHY_API_KEY: apiKey = '', AUTHY_API_URL: apiUrl = '' } = env
  if (apiKey === '' && apiUrl === '') return { finding: withoutKey(env), settings: null }
  try {
    const settings = readOptions({ apiKey, ...(apiUrl !== '' && { apiUrl }) })
    return { finding: judge(settings, env), settings }
  } catch (error) {
    if (!isSecondFactorError(error)) throw error
    return { finding: fail(CHECK, inOurNames(error.message), 'change AUTHY_API_KEY or AUTHY_API_URL'), settings: null }
  }
}

/** The provider's own sentences, with the variables in the place of its options. */
function inOurNames(sentence: string): string {
  const names = sentence.replaceAll('apiKey', 'AUTHY_API_KEY').replaceAll('apiUrl', 'AUTHY_API_URL')
  return names.replace(/^AuthyProvider: /, '').replace(/\.$/, '')
}

function isProduction(env: Env): boolean {
  return env['NODE_ENV'] === 'production'
}

function withoutKey(env: Env): Finding {
  if (isProduction(env)) return fail(CHECK, 'neither key nor address is set, in production', REAL_KEY)
  return skip(CHECK, 'AUTHY_API_KEY is not set here', 'run doctor in the application’s environment')
}

function judge({ apiKey, baseUrl }: AuthySettings, env: Env): Finding {
  const isDemo = apiKey.startsWith('demo_')
  const isLocal = ['localhost', '[::1]'].includes(baseUrl.hostname) || baseUrl.hostname.startsWith('127.')
  if (isProduction(env) && isDemo) return fail(CHECK, 'a demo_ key, in production', REAL_KEY)
  if (isProduction(env) && isLocal) {
    return fail(CHECK, `${baseUrl.origin} is an emulator’s address, in production`, 'unset AUTHY_API_URL')
  }
  if (isDemo) return ok(CHECK, `a demo_ key for the emulator on ${baseUrl.origin}`)
  if (isLocal) return warn(CHECK, `a real key would go to ${baseUrl.origin}`, 'use a demo_ key with the emulator')
  return ok(CHECK, `a key for ${baseUrl.origin}`)
}
