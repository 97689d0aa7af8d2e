#!/usr/bin/env node
/** The command line: one line of the table for each verb, loaded only when it is used. */
import { Command, CommanderError } from 'commander'
import { CliExit } from './exit.js'

interface Verb {
  readonly summary: string
  /** @param args what stands behind the verb */
  readonly load: (args: readonly string[]) => Promise<Command>
}

const verbs: Readonly<Record<string, Verb>> = {
  init: {
    summary: 'write what an Express application needs for a second factor',
    load: async () => (await import('./init/init.js')).initCommand(),
  },
  doctor: {
    summary: 'check an application’s settings, one line a check, with the fix',
    load: async () => (await import('./doctor/doctor.js')).doctorCommand(),
  },
  emulator: {
    summary: 'run a local stand-in for the Authy API with a virtual phone',
    load: async () => (await import('./emulator.js')).emulatorCommand(),
  },
  enroll: {
    summary: 'register the people of a CSV file with the provider',
    load: async () => (await import('./enroll/enroll.js')).enrollCommand(),
  },
  report: {
    summary: 'who has set up the second factor and who has not; reminders',
    load: async () => (await import('./report/report.js')).reportCommand(),
  },
  policy: {
    summary: 'validate, explain, test, simulate, compare and roll back policies',
    load: async (args) => (await import('./policy/policy.js')).policyCommand(args),
  },
}

const usageError = 2

async function run(args: readonly string[]): Promise<void> {
  const program = new Command('passport-authy')
  program.description('The second factor for Express and Passport.').exitOverride()
  const asked = args[0] ?? ''
  for (const [name, verb] of Object.entries(verbs)) {
    const command = name === asked ? await verb.load(args.slice(1)) : new Command(name)
    program.addCommand(command.summary(verb.summary).exitOverride())
  }
  await program.parseAsync(args, { from: 'user' })
}

run(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : usageError
    return
  }
  if (error instanceof CliExit) {
    if (error.message !== '') console.error(error.message)
    process.exitCode = error.exitCode
    return
  }
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
