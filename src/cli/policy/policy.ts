/** The verb `policy` and its own verbs, each loaded only when it is used. */
import { Command } from 'commander'

interface Verb {
  readonly summary: string
  readonly load: () => Promise<Command>
}

const verbs: Readonly<Record<string, Verb>> = {
  history: {
    summary: 'list the revisions that were in force',
    load: async () => (await import('./history.js')).historyCommand(),
  },
  rollback: {
    summary: 'put an old revision in force again',
    load: async () => (await import('./rollback.js')).rollbackCommand(),
  },
  why: {
    summary: 'explain one decision of the log',
    load: async () => (await import('./why.js')).whyCommand(),
  },
}

/** @param args what stands behind `policy` */
export async function policyCommand(args: readonly string[]): Promise<Command> {
  const group = new Command('policy').description('Read, test, dry-run and change a policy without fear.')
  for (const [name, verb] of Object.entries(verbs)) {
    const command = name === args[0] ? await verb.load() : new Command(name)
    group.addCommand(command.summary(verb.summary).exitOverride())
  }
  return group
}
