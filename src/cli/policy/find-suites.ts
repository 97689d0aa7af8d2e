/** Finds test suites: files by name, folders and patterns by what lies in them. */
import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { matchesPath, pathPattern } from '../../policy/rules/path-pattern.js'
import { CliExit } from '../exit.js'

const SUITE = /_test\.(ya?ml|json)$/
const SKIPPED = new Set(['node_modules', '.git'])

/**
 * @param wanted files, folders or patterns with `*` and `**`; none means everything below the folder
 * @param folder where relative names begin
 * @returns paths as they are shown, each once
 * @throws CliExit 2 when a name leads to no suite
 */
export function findSuites(wanted: readonly string[], folder: string): readonly string[] {
  const names = wanted.length === 0 ? ['.'] : wanted
  return [...new Set(names.flatMap((name) => suitesOf(name, folder)))]
}

function suitesOf(name: string, folder: string): readonly string[] {
  const kind = kindOf(resolve(folder, name))
  if (kind === 'file' || name === '-') return [name]
  const found = kind === 'folder' ? suitesBelow(resolve(folder, name)) : matching(name, folder)
  if (found.length === 0)
    throw new CliExit(2, kind === 'folder' ? `No *_test.yaml in ${name}.` : `${name} names no suite.`)
  return found.map((path) => relative(folder, path)).sort()
}

function kindOf(path: string): 'file' | 'folder' | null {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return null
  return stats.isDirectory() ? 'folder' : 'file'
}

function suitesBelow(folder: string): string[] {
  return filesBelow(folder).filter((path) => SUITE.test(path))
}

/** Shells replace patterns before we see them; a quoted one is replaced here. */
function matching(pattern: string, folder: string): string[] {
  if (!pattern.includes('*')) return []
  const parts = resolve(folder, pattern).split(/[/\\]/)
  const start = parts
    .slice(
      0,
      parts.findIndex((part) => part.includes('*')),
    )
    .join('/')
  const wanted = pathPattern(parts.join('/'))
  return filesBelow(start === '' ? '/' : start).filter((path) => matchesPath(wanted, pathPattern(path)))
}

/** A folder that may not be read holds nothing for us; links are not followed, so that the walk ends. */
function filesBelow(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path)
    return entry.isFile() ? [path] : []
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
