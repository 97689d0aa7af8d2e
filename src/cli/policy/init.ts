/** The verb `policy init`: a policy to begin with and its test suite, and nothing else. */
import { existsSync, writeFileSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { Command } from 'commander'
import { CliExit } from '../exit.js'
import { print } from '../output.js'
import type { Output } from '../output.js'
import { newPolicy, newSuite } from './init-text.js'

export interface InitFlags {
  readonly force?: boolean
}

export function initCommand(): Command {
  return new Command('init')
    .description('Writes a commented policy that forces nobody, and a test suite for it.')
    .argument('[file]', 'policy file to write', 'second-factor.policy.yaml')
    .option('--force', 'overwrite files that exist')
    .action((file: string, flags: InitFlags) => print(init(file, flags, process.cwd())))
}

/**
 * @param folder where a relative name begins
 * @throws CliExit 2 when a file exists or cannot be written
 */
export function init(file: string, { force = false }: InitFlags, folder: string): Output {
  const extension = extname(file)
  if (!['.yaml', '.yml'].includes(extension)) throw new CliExit(2, 'The policy’s name must end in .yaml or .yml.')
  const suite = `${file.slice(0, -extension.length)}_test${extension}`
  const taken = [file, suite].filter((name) => existsSync(resolve(folder, name)))
  if (taken.length > 0 && !force) throw new CliExit(2, `There already: ${taken.join(' and ')}. --force overwrites.`)
  write(resolve(folder, file), newPolicy(), force)
  write(resolve(folder, suite), newSuite(basename(file)), force)
  return { stdout: `Wrote ${file} and ${suite}.\nNext: passport-authy policy test ${suite}\n`, exitCode: 0 }
}

function write(path: string, text: string, force: boolean): void {
  try {
    writeFileSync(path, text, { flag: force ? 'w' : 'wx' })
  } catch {
    throw new CliExit(2, `${path} cannot be written.`)
  }
}
