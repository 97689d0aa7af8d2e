/**
 * Browsers that wait for their push. One stream for each sign-in; news comes from the store's one subscription of
 * this process, and from the provider, who is asked while somebody waits. A waiting browser costs the store nothing.
 */
import type { Response } from 'express'
import type { Challenge } from '../challenge/challenge.js'
import { pushViewOf } from '../challenge/view.js'
import { signedInSince } from '../flows/activity.js'
import { resolvePush } from '../flows/resolve-push.js'
import type { Services } from '../flows/services.js'
import { challengeJson } from './problem.js'

const HEARTBEAT_MS = 15_000
const POLL_MS = 2000

interface Stream {
  readonly res: Response
  challenge: Challenge
  /** The last thing that was sent, so that nothing is said twice. */
  told: string
  readonly timers: readonly NodeJS.Timeout[]
}

export class EventStreams {
  readonly #services: Services
  readonly #streams = new Map<string, Stream>()
  readonly #end: () => void

  constructor(services: Services) {
    this.#services = services
    this.#end = services.store.subscribe(
      (change) => {
        if (change.kind === 'challenge') this.#rereadOne(change.id)
        if (change.kind === 'user') this.#rereadWhere(({ challenge }) => challenge.userId === change.userId)
      },
      () => this.#rereadWhere(() => true),
    )
  }

  /** The first event is the current state. A newer stream of the same sign-in takes the place of the older. */
  open(res: Response, challenge: Challenge): void {
    // Whoever left while we looked would never be heard leaving.
    if (res.destroyed || res.closed) return
    const { id } = challenge
    this.#replace(id)
    res.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    res.flushHeaders()
    const timers = [
      setInterval(() => write(res, ': still here\n\n'), HEARTBEAT_MS).unref(),
      setInterval(() => void this.#ask(id), POLL_MS).unref(),
    ]
    const stream: Stream = { res, challenge, told: '', timers }
    this.#streams.set(id, stream)
    res.on('close', () => this.#forget(id, stream))
    this.#tell(stream, challenge)
  }

  close(): void {
    this.#end()
    for (const { res } of this.#streams.values()) res.end()
  }

  /** Told to stay away: a browser that comes back by itself would push out the newer one in turn. */
  #replace(id: string): void {
    const older = this.#streams.get(id)?.res
    if (older === undefined) return
    write(older, 'event: replaced\ndata: {}\n\n')
    older.end()
  }

  #rereadWhere(fits: (stream: Stream) => boolean): void {
    for (const [id, stream] of this.#streams) if (fits(stream)) this.#rereadOne(id)
  }

  /**
   * Another sign-in of the same person was completed while this one waits: its page says so.
   * @param challenge as the store has it now: this very sign-in, used up a moment ago, is no other
   */
  async #tellElsewhere({ res }: Stream, challenge: Challenge): Promise<void> {
    const stored = await this.#services.copies.account(challenge.userId)
    const at = stored === null ? null : signedInSince(stored.record, challenge)
    if (at !== null) write(res, 'event: elsewhere\ndata: {}\n\n')
  }

  #forget(id: string, stream: Stream): void {
    for (const timer of stream.timers) clearInterval(timer)
    if (this.#streams.get(id) === stream) this.#streams.delete(id)
  }

  #rereadOne(id: string): void {
    const stream = this.#streams.get(id)
    if (stream !== undefined) void this.#reread(id, stream)
  }

  async #reread(id: string, stream: Stream): Promise<void> {
    const { userId } = stream.challenge
    await this.#quietly(async () => {
      const challenge = await this.#services.store.readChallenge(userId, id, this.#services.clock.now())
      if (challenge === null) {
        stream.res.end()
        return
      }
      this.#tell(stream, challenge)
      await this.#tellElsewhere(stream, challenge)
    })
  }

  async #ask(id: string): Promise<void> {
    const stream = this.#streams.get(id)
    if (stream === undefined) return
    const { push } = stream.challenge
    await this.#quietly(async () => {
      // After its time only the store knows what became of it.
      if (push !== null && this.#services.clock.now() >= push.expiresAt) await this.#reread(id, stream)
      this.#tell(stream, await resolvePush(this.#services, stream.challenge))
    })
  }

  #tell(stream: Stream, challenge: Challenge): void {
    const view = pushViewOf(challenge)
    if (stream.res.writableEnded || view === null) return
    stream.challenge = challenge
    const data = JSON.stringify(challengeJson(view))
    if (data !== stream.told) write(stream.res, `event: status\ndata: ${data}\n\n`)
    stream.told = data
    if (view.status !== 'pending') stream.res.end()
  }

  /** Store or provider away: the stream stays open, and the next poll tries again. Nobody waits for this step. */
  async #quietly(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch {
      // Whoever failed has reported it.
    }
  }
}

/** A stream that has ended stays known until its connection is gone; writing to it would end the process. */
function write(res: Response, text: string): void {
  if (!res.writableEnded && !res.destroyed) res.write(text)
}
