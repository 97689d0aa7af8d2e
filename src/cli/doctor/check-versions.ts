/** Node.js and the packages that the application brings along. */
import { fail, ok, warn } from './finding.js'
import type { Finding } from './finding.js'
import { satisfies } from './version-range.js'

/** As package.json of this package has them under `engines` and `peerDependencies`. */
export const SUPPORTED = {
  node: '^20.19.0 || >=22.12.0',
  express: '>=4.18 <6',
  passport: '>=0.6 <1',
  ioredis: '>=5.4 <7',
} as const

export function checkNode(version: string): Finding {
  if (satisfies(version, SUPPORTED.node)) return ok('node', version)
  return fail('node', `${version} is not within ${SUPPORTED.node}`, 'use a release of Node.js that is maintained')
}

/** @param installed `null` when the application would not find it */
export function checkPackage(name: 'express' | 'passport', installed: string | null): Finding {
  if (installed !== null) return checkRange(name, installed)
  return fail(name, 'not installed in this folder', `run doctor in the application’s folder, or npm install ${name}`)
}

/** @param isNeeded whether an address of Redis is known */
export function checkRedisPackage(installed: string | null, isNeeded: boolean): Finding {
  if (installed !== null) return checkRange('ioredis', installed)
  if (isNeeded) return warn('ioredis', 'not installed, though there is a Redis', 'npm install ioredis')
  return ok('ioredis', 'not installed; needed for RedisStore only')
}

function checkRange(name: 'express' | 'passport' | 'ioredis', installed: string): Finding {
  const range = SUPPORTED[name]
  if (satisfies(installed, range)) return ok(name, installed)
  return fail(name, `${installed} is not within ${range}`, `npm install "${name}@${range}"`)
}
