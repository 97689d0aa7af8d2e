/** The verb `policy` and its own verbs, each loaded only when it is used. */
import { Command } from 'commander'

interface Verb {
  readonly summary: string
  readonly load: () => Promise<Command>
}

const verbs: Readonly<Record<string, Verb>> = {
  simulate: {
    summary: 'count what a policy would decide about everybody',
    load: async () => (await import('./simulate.js')).simulateCommand(),
  },
  diff: {
    summary: 'compare two policies and whom the change would touch',
    load: async () => (await import('./diff.js')).diffCommand(),
  },
  init: {
    summary: 'write a policy to begin with and its tests',
    load: async () => (await import('./init.js')).initCommand(),
  },
  validate: {
    summary: 'check policies and tell what is probably not meant',
    load: async () => (await import('./validate.js')).validateCommand(),
  },
  explain: {
    summary: 'decide one case and show why',
    load: async () => (await import('./explain.js')).explainCommand(),
  },
  test: {
    summary: 'run test suites, with coverage of the rules',
    load: async () => (await import('./test.js')).testCommand(),
  },
  schema: {
    summary: 'print the JSON Schema of policy files',
    load: async () => (await import('./schema.js')).schemaCommand(),
  },
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
