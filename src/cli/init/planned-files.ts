/** What `init` would write, and what lies there already. */
import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliExit } from '../exit.js'
import { newPolicy, newSuite } from '../policy/init-text.js'
import { envExample } from './env-text.js'
import type { Project } from './project.js'
import { routeFile } from './route-text.js'

export interface PlannedFile {
  readonly name: string
  readonly text: string
  /** `null` when there is no such file. */
  readonly before: string | null
}

/** Nothing that a person writes by hand is larger. */
const MAX_BYTES = 1024 * 1024
const POLICY = 'second-factor.policy.yaml'

/** @throws CliExit 2 when something is in the way that is no file */
export function plannedFiles(folder: string, project: Project): readonly PlannedFile[] {
  const texts: Readonly<Record<string, string>> = {
    [POLICY]: newPolicy(),
    'second-factor.policy_test.yaml': newSuite(POLICY),
    '.env.example': envExample(project),
    [`second-factor.${project.language}`]: routeFile(project),
  }
  return Object.entries(texts).map(([name, text]) => ({ name, text, before: contentOf(folder, name) }))
}

/** A link is not followed: what it leads to may lie anywhere. */
function contentOf(folder: string, name: string): string | null {
  const path = join(folder, name)
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return null
  if (stats.isFile() && stats.size <= MAX_BYTES) return readFileSync(path, 'utf8')
  throw new CliExit(2, `${name} is there already, and no file to replace.`)
}

/** @throws CliExit 1 when it cannot be written, or lies there since it was looked for */
export function writePlanned(folder: string, { name, text, before }: PlannedFile): void {
  try {
    writeFileSync(join(folder, name), text, { flag: before === null ? 'wx' : 'w' })
  } catch {
    throw new CliExit(1, `${name} cannot be written.`)
  }
}
