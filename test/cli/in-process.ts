/** Runs a command without a process, and makes folders to run it in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CliExit } from '../../src/cli/exit.js'
import type { Output } from '../../src/cli/output.js'

export interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** What the process would end with and print. */
export function run(command: () => Output): Run {
  try {
    const { exitCode, stdout } = command()
    return { status: exitCode, stdout, stderr: '' }
  } catch (error) {
    if (error instanceof CliExit) return { status: error.exitCode, stdout: '', stderr: error.message }
    throw error
  }
}

export interface Folder {
  readonly path: string
  /** Writes a file and gives its path. */
  readonly write: (name: string, text: string) => string
  readonly remove: () => void
}

export function newFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'policy-cli-'))
  return {
    path,
    write: (name, text) => {
      writeFileSync(join(path, name), text)
      return join(path, name)
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

export const HEAD = 'apiVersion: second-factor/v1\nkind: PolicySet\n'
export const EXAMPLE_NAMES = ['startup', 'bank', 'university', 'consumer', 'admin', 'breakglass', 'default'] as const

export function examplePath(name: string): string {
  return `example-app/policies/${name}.yaml`
}
