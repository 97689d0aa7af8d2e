/** What a folder would load, read the way Node.js looks for it: upwards, folder by folder. */
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** @returns version of the package that code in the folder would get; `null` when it would get none */
export function installedVersion(folder: string, name: string): string | null {
  for (const parent of withParents(folder)) {
    const version = fieldOf(readJson(join(parent, 'node_modules', name, 'package.json')), 'version')
    if (typeof version === 'string') return version
  }
  return null
}

/** The package.json that code in the folder belongs to; `null` when there is none that can be read. */
export function nearestPackage(folder: string): unknown {
  for (const parent of withParents(folder)) {
    const found = readJson(join(parent, 'package.json'))
    if (found !== null) return found
  }
  return null
}

/** @returns one field of data whose shape nobody promised */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch {
    return null
  }
}

function withParents(folder: string): string[] {
  const path = resolve(folder)
  const parent = dirname(path)
  return parent === path ? [path] : [path, ...withParents(parent)]
}
