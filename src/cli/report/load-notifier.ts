/** Loads the host's function that sends messages. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Notifier } from '../../ports/notifier.js'
import { CliExit } from '../exit.js'
import { printable } from '../output.js'

/**
 * @param file path of an ES or CommonJS module whose default export is the function
 * @throws CliExit 2 when it cannot be loaded or exports something else
 */
export async function loadNotifier(file: string): Promise<Notifier> {
  const exported = defaultOf(defaultOf(await load(file)))
  if (typeof exported !== 'function') {
    throw new CliExit(2, `${file}: the default export must be a function that sends one message.`)
  }
  // What a module exports has no type; that it sends is tried with the first message.
  return exported as Notifier
}

async function load(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(resolve(file)).href)
  } catch (error) {
    const reason = error instanceof Error ? printable(error.message.split('\n', 1)[0] ?? '') : 'it threw no error'
    throw new CliExit(2, `${file} cannot be loaded: ${reason}`)
  }
}

/** A CommonJS module that was compiled from an ES module holds its default export one step further in. */
function defaultOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'default' in value ? value.default : value
}
