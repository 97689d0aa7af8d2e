/**
 * What we ask of a Redis client, by shape and not by class: ioredis 5 and 6, one server or Cluster, all fit, and so
 * does a client from another copy of the package, for which `instanceof` would be false.
 */

/** A connection that can be put into subscriber mode. */
export interface RedisSubscriber {
  readonly status?: string
  connect(): Promise<unknown>
  subscribe(channel: string): Promise<unknown>
  unsubscribe(channel: string): Promise<unknown>
  ping(): Promise<unknown>
  /** Only `message` comes with arguments that we read. */
  on(event: string, listener: (channel: string, message: string) => void): unknown
  off(event: string, listener: (channel: string, message: string) => void): unknown
  disconnect(): void
}

/** One server's connection inside a Cluster client. */
export interface RedisNode {
  duplicate(): RedisSubscriber
}

export interface RedisClient {
  readonly status?: string
  evalsha(sha: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>
  time(): Promise<unknown>
  info(section: string): Promise<unknown>
  duplicate(): RedisSubscriber
  /** Only Cluster clients have it. */
  nodes?(role: 'master'): RedisNode[]
}
