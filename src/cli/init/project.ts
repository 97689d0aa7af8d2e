/** What the folder tells about the application, so that nobody has to be asked. */
import { choose } from '../choice.js'
import { fieldOf, installedVersion, nearestPackage } from '../doctor/installed-version.js'

export interface Project {
  readonly language: 'js' | 'ts'
  /** How files of the folder load one another, by `type` in package.json. */
  readonly modules: 'esm' | 'commonjs'
  readonly express: '4' | '5'
  readonly store: 'redis' | 'memory'
  /** Packages that the route file imports and that code in the folder would not find. */
  readonly missing: readonly string[]
}

export interface ProjectFlags {
  readonly express?: string
  readonly store?: string
  readonly typescript?: boolean
}

/** @throws CliExit 2 for a value that a flag does not take */
export function readProject(folder: string, flags: ProjectFlags): Project {
  const description = nearestPackage(folder)
  const hasRedis = versionOf(folder, description, 'ioredis') !== null
  const store = choose('--store', flags.store ?? (hasRedis ? 'redis' : 'memory'), ['redis', 'memory'])
  const used = ['express', 'passport', 'passport-authy', ...(store === 'redis' ? ['ioredis'] : [])]
  return {
    language: flags.typescript === true ? 'ts' : 'js',
    modules: fieldOf(description, 'type') === 'module' ? 'esm' : 'commonjs',
    express: choose('--express', flags.express ?? expressOf(folder, description), ['4', '5']),
    store,
    missing: used.filter((name) => installedVersion(folder, name) === null),
  }
}

function expressOf(folder: string, description: unknown): string {
  return /\d+/.exec(versionOf(folder, description, 'express') ?? '')?.[0] === '4' ? '4' : '5'
}

/** As installed, else as wished for. */
function versionOf(folder: string, description: unknown, name: string): string | null {
  const wished = fieldOf(fieldOf(description, 'dependencies'), name)
  return installedVersion(folder, name) ?? (typeof wished === 'string' ? wished : null)
}
