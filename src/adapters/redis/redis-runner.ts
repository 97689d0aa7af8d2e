/** Sends scripts: each call ends within the deadline, and every failure is `store_unavailable`. */
import { scriptDigest } from '../../ids.js'
import type { RedisClient } from './redis-client.js'
import { isNoScript, redisFailure, unavailable } from './redis-failure.js'

export interface Script {
  readonly lua: string
  readonly sha: string
}

export function script(lua: string): Script {
  return { lua, sha: scriptDigest(lua) }
}

export class RedisRunner {
  readonly client: RedisClient
  readonly #timeoutMs: number
  #abandoned = false

  /** @param timeoutMs longest wait for one command */
  constructor(client: RedisClient, timeoutMs: number) {
    this.client = client
    this.#timeoutMs = timeoutMs
  }

  run({ lua, sha }: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.within(async () => {
      try {
        return await this.client.evalsha(sha, keys.length, ...keys, ...args)
      } catch (error) {
        // After a restart or SCRIPT FLUSH; the script did not run, so it can be sent whole.
        if (!isNoScript(error)) throw error
        return await this.client.eval(lua, keys.length, ...keys, ...args)
      }
    })
  }

  /**
   * The command itself cannot be taken back: it may still run later. No script grants anything by running late,
   * since the id it writes is known to nobody but the caller that gave up.
   */
  async within<T>(send: () => Promise<T>): Promise<T> {
    this.#refuseWhileAway()
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#abandoned = true
        reject(unavailable(`Redis did not answer within ${this.#timeoutMs} ms.`))
      }, this.#timeoutMs)
    })
    const sent = send().catch((error: unknown) => {
      throw redisFailure(error)
    })
    try {
      return await Promise.race([sent, deadline])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Once a command was given up and the connection is gone, more of them would only fill the client's queue. */
  #refuseWhileAway(): void {
    const { status } = this.client
    if (status === undefined || status === 'ready') this.#abandoned = false
    else if (this.#abandoned) throw unavailable('Redis cannot be reached.')
  }
}
