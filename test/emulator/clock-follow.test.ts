/** A process that follows this clock hears of each move at once. */
import { expect } from 'chai'
import { startEmulator } from '../../src/emulator/index.js'
import type { Emulator } from '../../src/emulator/index.js'

describe('Emulator: following the clock', () => {
  let emulator: Emulator

  before(async () => {
    emulator = await startEmulator({ port: 0 })
  })
  after(() => emulator.close())

  const next = async (after: number): Promise<{ now: string; moves: number }> =>
    (await (await fetch(`${emulator.url}/_/clock/next?after=${after}`)).json()) as { now: string; moves: number }

  it('answers when the clock is moved', async () => {
    const waiting = next(0)
    const headers = { 'content-type': 'application/json' }
    await fetch(`${emulator.url}/_/clock`, { method: 'POST', headers, body: '{"advance_seconds":3600}' })
    const { now, moves } = await waiting
    expect(moves).to.equal(1)
    expect(Date.parse(now) - Date.now()).to.be.within(3_590_000, 3_610_000)
  })

  it('answers at once to somebody who missed a move', async () => {
    expect((await next(0)).moves).to.equal(1)
  })

  it('refuses what is no number', async () => {
    expect((await fetch(`${emulator.url}/_/clock/next?after=x`)).status).to.equal(400)
  })

  it('lets go when it is closed', async () => {
    const other = await startEmulator({ port: 0 })
    const waiting = fetch(`${other.url}/_/clock/next?after=0`).catch(() => null)
    await fetch(`${other.url}/_/healthz`)
    await other.close()
    await waiting
  })
})
