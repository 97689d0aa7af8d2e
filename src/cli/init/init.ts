/** The verb `init`: a policy, its tests, the settings and one route file, shown before they are written. */
import { statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { CliExit } from '../exit.js'
import { paintOutput } from '../paint.js'
import type { Color, Paint } from '../paint.js'
import { plannedFiles, writePlanned } from './planned-files.js'
import type { PlannedFile } from './planned-files.js'
import { readProject } from './project.js'
import type { Project, ProjectFlags } from './project.js'
import { applicationLines } from './route-text.js'
import { unifiedDiff } from './unified-diff.js'

export interface InitFlags extends ProjectFlags {
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly force?: boolean
}

/** Who sits before the command. */
export interface InitWorld {
  /** Writes to standard output. */
  readonly say: (text: string) => void
  /** Asks for a line; `null` where nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null
  readonly paint: Paint
}

const HELP = `
Writes second-factor.policy.yaml, second-factor.policy_test.yaml, .env.example and second-factor.js, and nothing else.
Shows them as a unified diff first, and asks. A file that is there and differs is overwritten with --force only.

Exit code 2 when nothing was written because --yes or --force is missing.`

export function initCommand(): Command {
  return new Command('init')
    .description('Writes policy, its tests, settings and one route file, all that an Express application needs.')
    .argument('[folder]', 'folder of the application', '.')
    .option('--express <version>', '4 or 5 (default: what is installed)')
    .option('--store <store>', 'redis or memory (default: redis where ioredis is installed)')
    .option('--typescript', 'second-factor.ts instead of second-factor.js')
    .option('--dry-run', 'show the diff, write nothing')
    .option('--yes', 'write without asking; needed where there is no terminal')
    .option('--force', 'overwrite files that differ')
    .option('--color <when>', 'auto, always or never', 'auto')
    .addHelpText('after', HELP)
    .action((folder: string, { color = 'auto', ...flags }: InitFlags & { color?: string }) =>
      init(resolve(folder), flags, processWorld(paintOutput(color))),
    )
}

function processWorld(paint: Paint): InitWorld {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY
  return { say: (text) => void process.stdout.write(text), ask: isTerminal ? askTerminal : null, paint }
}

/** An end of input is no answer. */
function askTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  return new Promise((done) => {
    terminal.once('close', () => done(''))
    terminal.question(question, (answer) => {
      done(answer)
      terminal.close()
    })
  })
}

/**
 * @param folder absolute path
 * @throws CliExit 2 when nothing was written for want of a flag, 1 when writing failed
 */
export async function init(folder: string, flags: InitFlags, world: InitWorld): Promise<void> {
  const isFolder = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
  if (!isFolder) throw new CliExit(2, `There is no folder ${folder}.`)
  const project = readProject(folder, flags)
  const planned = plannedFiles(folder, project)
  const changed = planned.filter(({ text, before }) => text !== before)
  for (const file of changed) world.say(diffText(file, world.paint))
  if (changed.length === 0) world.say('Everything is there already.\n')
  else if (!(await mayWrite(changed, flags, world))) return world.say('Nothing was written.\n')
  for (const file of changed) writePlanned(folder, file)
  if (changed.length > 0) world.say(`Wrote ${listed(changed)}.\n`)
  world.say(nextSteps(project))
}

async function mayWrite(changed: readonly PlannedFile[], flags: InitFlags, { ask }: InitWorld): Promise<boolean> {
  if (flags.dryRun === true) return false
  const taken = changed.filter(({ before }) => before !== null)
  if (taken.length > 0 && flags.force !== true) {
    throw new CliExit(2, `There already, and different: ${listed(taken)}. Nothing was written; --force overwrites.`)
  }
  if (flags.yes === true) return true
  if (ask === null) throw new CliExit(2, 'Nothing was written. Without a terminal to ask at, give --yes.')
  return /^\s*y(es)?\s*$/i.test(await ask(`Write ${listed(changed)}? (y/N) `))
}

function listed(files: readonly PlannedFile[]): string {
  const names = files.map(({ name }) => name)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}

const COLORS: Readonly<Record<string, Color>> = { '+': 'green', '-': 'red', '@': 'cyan' }

function diffText({ name, text, before }: PlannedFile, paint: Paint): string {
  const lines = unifiedDiff(name, before, text).map((line, at) => {
    const color = at < 2 ? 'bold' : COLORS[line[0] ?? '']
    return color === undefined ? line : paint(color, line)
  })
  return `${lines.join('\n')}\n`
}

function nextSteps(project: Project): string {
  const { missing } = project
  const install = missing.length === 0 ? '' : `\nStill to be installed:\n  npm install ${missing.join(' ')}\n`
  return `${install}
Two lines for the application:
  ${applicationLines(project).join('\n  ')}

Then: passport-authy policy test, and with the application running: passport-authy doctor --url http://localhost:3000
`
}
