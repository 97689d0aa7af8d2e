/** The one Redis connection of this process: a single node, or a cluster when several addresses are given. */
import { Cluster, Redis } from 'ioredis'
import { StartRefused } from './config.js'

export type RedisClient = Redis | Cluster

/** Answers or errors come fast: a person waits on the other side. */
const NODE_OPTIONS = {
  commandTimeout: 500,
  connectTimeout: 2000,
  maxRetriesPerRequest: 1,
  retryStrategy: (times: number) => Math.min(times * 100, 1000),
  reconnectOnError: (error: Error) => (error.message.startsWith('READONLY') ? 2 : false),
} as const

const START_DEADLINE_MS = 3000

export async function connectRedis(urls: readonly string[], onError: (message: string) => void): Promise<RedisClient> {
  const client = makeClient(urls)
  client.on('error', (error: Error) => onError(error.message.split(' ', 1)[0] ?? 'error'))
  try {
    await within(START_DEADLINE_MS, ready(client))
    return client
  } catch {
    client.disconnect()
    throw new StartRefused('Redis does not answer at REDIS_URL. Start it, or leave REDIS_URL out to keep state in memory.')
  }
}

function makeClient(urls: readonly string[]): RedisClient {
  const [first = '', ...others] = urls
  if (others.length === 0) return new Redis(first, NODE_OPTIONS)
  return new Cluster([...urls], { redisOptions: NODE_OPTIONS, clusterRetryStrategy: NODE_OPTIONS.retryStrategy })
}

function ready(client: RedisClient): Promise<void> {
  return new Promise((resolve) => client.once('ready', () => resolve()))
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('too late')), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
