/** The verb `emulator`: runs one until it is interrupted. */
import { Command, InvalidArgumentError } from 'commander'
import { refuseOptions, startEmulator, type EmulatorOptions, type Spoken } from '../emulator/index.js'
import { keysHelp, listenForKeys } from './emulator-keys.js'
import { printable } from './output.js'

/** The command with its flags. */
export function emulatorCommand(): Command {
  return new Command('emulator')
    .description('Runs a local stand-in for the Authy API. Everything is in memory; the page it prints is the phone.')
    .option('--port <number>', 'port to listen on; 0 takes any free one', readPort, 4010)
    .option('--host <address>', 'loopback address to listen on', '127.0.0.1')
    .option('--key <key>', 'the only API key to accept (default: every key that begins with demo_)')
    .option('--callback-url <url>', 'where to announce answers to approval requests')
    .option('--magic-numbers', 'let the last two digits of a phone number decide what its owner does')
    .action(runEmulator)
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.')
  return Number(text)
}

async function runEmulator(flags: EmulatorOptions, command: Command): Promise<void> {
  const hasKeys = process.stdin.isTTY
  // Filled in once the address is known; nothing reaches a phone before.
  let place = ''
  const say = (line: string, kind?: Spoken): void => {
    const how = hasKeys ? '(approve: press a)' : `(approve on ${place})`
    console.log(printable(kind === 'request' ? `${line} ${how}` : line))
  }
  const options = { ...flags, say }
  const refusal = refuseOptions(options)
  if (refusal !== null) command.error(refusal)
  const emulator = await startEmulator(options)
  place = emulator.url.replace('//127.0.0.1:', '//localhost:')
  const key = flags.key === undefined ? 'a key that begins with demo_' : 'the key given'
  console.log(`Authy emulator on ${place}`)
  console.log(`Point AUTHY_API_URL at it and use ${key}; open the address for the virtual phone. Ctrl+C stops it.`)
  const { url } = emulator
  const stopKeys = listenForKeys({ input: process.stdin, url, say, quit: () => stop() })
  if (stopKeys !== null) console.log(keysHelp)
  const stop = (): void => {
    stopKeys?.()
    void emulator.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
}
