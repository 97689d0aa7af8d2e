import { EventEmitter, once } from 'node:events'
import { expect } from 'chai'
import { keysHelp, listenForKeys, type KeyInput } from '../../src/cli/emulator-keys.js'
import { startRig, type Rig } from '../emulator/rig.js'

/** A terminal's input without a terminal. */
class Keyboard extends EventEmitter implements KeyInput {
  readonly isTTY: boolean
  isRaw = false
  isPaused = true

  constructor(isTTY = true) {
    super()
    this.isTTY = isTTY
  }

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw
  }
  resume(): void {
    this.isPaused = false
  }
  pause(): void {
    this.isPaused = true
  }
}

describe('CLI: keys of the emulator', () => {
  let rig: Rig
  let id: number
  let keyboard: Keyboard
  let stop: (() => void) | null
  const said = new EventEmitter()
  const quits = new EventEmitter()

  before(async () => {
    rig = await startRig()
  })
  after(() => rig.close())
  beforeEach(async () => {
    await rig.control('POST', '/_/reset')
    id = await rig.register()
    keyboard = new Keyboard()
    stop = listenForKeys({
      input: keyboard,
      url: rig.emulator.url,
      say: (line) => said.emit('line', line),
      quit: () => quits.emit('quit'),
    })
  })
  afterEach(() => stop?.())

  /** What is said after these keys, one line for each. */
  function press(keys: string): Promise<string[]> {
    return new Promise((resolve) => {
      const lines: string[] = []
      const onLine = (line: string) => {
        lines.push(line)
        if (lines.length < keys.length) return
        said.off('line', onLine)
        resolve(lines)
      }
      said.on('line', onLine)
      keyboard.emit('data', Buffer.from(keys))
    })
  }

  it('a approves the newest request, d denies the one before', async () => {
    const first = await rig.push(id, { message: 'First' })
    const second = await rig.push(id, { message: 'Second' })
    expect(await press('ada')).to.deep.equal(['Approved: Second', 'Denied: First', 'No request is waiting.'])
    expect([await rig.status(first), await rig.status(second)]).to.deep.equal(['denied', 'approved'])
  })

  it('t shows the newest text', async () => {
    expect(await press('t')).to.deep.equal(['No text yet.'])
    await rig.api('GET', `/protected/json/sms/${id}?force=true`)
    expect((await press('t'))[0]).to.include(await rig.lastCode())
  })

  it('c moves the clock by half a minute', async () => {
    await rig.control('POST', '/_/clock', { freeze: '2030-01-01T00:00:00Z' })
    expect(await press('c')).to.deep.equal(['Clock: 2030-01-01T00:00:30.000Z'])
  })

  it('w goes round the weather', async () => {
    const names = (await press('wwwww')).map((line) => /^Weather: ([^.]+)/.exec(line)?.[1])
    expect(names).to.deep.equal(['Bad network', 'Authy down', 'SMS never arrives', 'Push bombing', 'Off'])
    await rig.control('POST', '/_/faults', [{ stage: 'sms', kind: 'drop' }])
    expect((await press('w'))[0]).to.match(/^Weather: Off/)
  })

  it('? shows the keys, and other keys do nothing', async () => {
    keyboard.emit('data', Buffer.from('xZ\u001b[A'))
    expect(await press('?')).to.deep.equal([keysHelp])
  })

  for (const [name, key] of [
    ['q', 'q'],
    ['Ctrl+C', '\u0003'],
    ['Ctrl+D', '\u0004'],
  ] as const) {
    it(`${name} quits`, async () => {
      const asked = once(quits, 'quit')
      keyboard.emit('data', Buffer.from(key))
      await asked
    })
  }

  it('says so when the emulator does not answer', async () => {
    const lost = new Keyboard()
    const line = new Promise((resolve) => {
      listenForKeys({ input: lost, url: 'http://127.0.0.1:1', say: resolve, quit: () => undefined })
    })
    lost.emit('data', Buffer.from('a'))
    expect(await line).to.equal('The emulator did not answer.')
  })

  it('puts the terminal back as it was', () => {
    expect([keyboard.isRaw, keyboard.isPaused]).to.deep.equal([true, false])
    stop?.()
    expect([keyboard.isRaw, keyboard.isPaused, keyboard.listenerCount('data')]).to.deep.equal([false, true, 0])
  })

  it('leaves an input alone that is no terminal', () => {
    const pipe = new Keyboard(false)
    expect(listenForKeys({ input: pipe, url: '', say: () => undefined, quit: () => undefined })).to.equal(null)
    expect([pipe.isRaw, pipe.isPaused, pipe.listenerCount('data')]).to.deep.equal([false, true, 0])
  })
})
