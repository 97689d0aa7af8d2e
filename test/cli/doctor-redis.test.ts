/** `doctor` before real Redis servers, good ones and bad ones. */
import { execFileSync } from 'node:child_process'
import { expect } from 'chai'
import { checkRedisServer } from '../../src/cli/doctor/check-redis-server.js'
import { checkRedisServers } from '../../src/cli/doctor/check-redis-servers.js'
import type { Finding } from '../../src/cli/doctor/finding.js'
import { readInfo } from '../../src/cli/doctor/read-redis.js'
import type { RedisFacts } from '../../src/cli/doctor/read-redis.js'
import { startRedis } from '../helpers/redis-server.js'
import type { RedisServer } from '../helpers/redis-server.js'

const now = (): number => Date.now()

function statuses(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ check, status }) => [check.replace('redis.', ''), status]))
}

describe('doctor: Redis', () => {
  const servers: RedisServer[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  async function started(...args: string[]): Promise<RedisServer> {
    const server = await startRedis(args)
    servers.push(server)
    return server
  }

  const FINE = { reach: 'ok', version: 'ok', eviction: 'ok', persistence: 'ok', replicas: 'ok', clock: 'ok' }

  it('takes a well kept one for fine', async () => {
    const { url } = await started('--appendonly', 'yes')
    expect(statuses(await checkRedisServers(url, now))).to.deep.equal(FINE)
  })

  it('finds eviction and missing persistence', async () => {
    const { url } = await started('--maxmemory', '10mb', '--maxmemory-policy', 'allkeys-lru')
    expect(statuses(await checkRedisServers(url, now))).to.deep.equal({ ...FINE, eviction: 'fail', persistence: 'warn' })
  })

  it('finds what is wrong and harmless yet, and snapshots', async () => {
    const { url } = await started('--maxmemory-policy', 'volatile-ttl', '--save', '60 1')
    const findings = await checkRedisServers(url, now)
    expect(statuses(findings)).to.deep.equal({ ...FINE, eviction: 'warn', persistence: 'warn' })
    expect(findings.map(({ found }) => found).join()).to.include('snapshots only (save 60 1)')
  })

  it('finds a primary that does not wait for its replica, and the replica', async () => {
    const primary = await started('--appendonly', 'yes', '--repl-diskless-sync-delay', '0')
    const replica = await started('--appendonly', 'yes', '--replicaof', '127.0.0.1', String(primary.port))
    const cli = (...args: string[]): string => execFileSync('redis-cli', ['-p', String(primary.port), ...args], { encoding: 'utf8' })
    while (!cli('info', 'replication').includes('state=online'));
    expect(statuses(await checkRedisServers(primary.url, now))).to.deep.equal({ ...FINE, replicas: 'warn' })
    cli('config', 'set', 'min-replicas-to-write', '1')
    expect(statuses(await checkRedisServers(primary.url, now))).to.deep.equal(FINE)
    expect(statuses(await checkRedisServers(replica.url, now))).to.include({ replicas: 'fail' })
  })

  it('tells clocks apart', async () => {
    const { url } = await started('--appendonly', 'yes')
    expect(statuses(await checkRedisServers(url, () => now() - 2000))).to.deep.equal({ ...FINE, clock: 'warn' })
    expect(statuses(await checkRedisServers(url, () => now() + 9000))).to.deep.equal({ ...FINE, clock: 'fail' })
  })

  it('takes nothing for fine that a server keeps to itself', async () => {
    const server = await started()
    const deny = ['acl', 'setuser', 'shop', 'on', '>hush', '~*', '&*', '+@all', '-config', '-info']
    execFileSync('redis-cli', ['-p', String(server.port), ...deny])
    const findings = await checkRedisServers(`redis://shop:hush@127.0.0.1:${server.port}`, now)
    const unknown = { version: 'skip', eviction: 'skip', persistence: 'skip', replicas: 'skip' }
    expect(statuses(findings)).to.deep.equal({ ...FINE, ...unknown })
    execFileSync('redis-cli', ['-p', String(server.port), 'acl', 'setuser', 'shop', '+info'])
    const more = await checkRedisServers(`redis://shop:hush@127.0.0.1:${server.port}`, now)
    expect(statuses(more)).to.deep.equal({ ...FINE, persistence: 'skip' })
  })

  it('fails where nobody answers, or not to us, without showing the password', async () => {
    const server = await started('--requirepass', 'secret-word')
    const wrong = await checkRedisServers(`redis://:hush@127.0.0.1:${server.port}`, now)
    expect(statuses(wrong)).to.deep.equal({ reach: 'fail' })
    expect(JSON.stringify(wrong)).to.not.include('hush')
    expect(statuses(await checkRedisServers('redis://127.0.0.1:1', now))).to.deep.equal({ reach: 'fail' })
    expect(statuses(await checkRedisServers('http://127.0.0.1:1', now))).to.deep.equal({ reach: 'fail' })
    expect(statuses(await checkRedisServers('', now))).to.deep.equal({ reach: 'skip' })
  })

  it('looks at every node that is named', async () => {
    const { url, port } = await started('--appendonly', 'yes')
    const findings = await checkRedisServers(`${url}, redis://127.0.0.1:1`, now)
    expect(findings.map(({ found }) => found.split(': ')[0])).to.include.members([`127.0.0.1:${port}`, '127.0.0.1:1'])
    expect(findings.filter(({ status }) => status === 'fail')).to.have.lengthOf(1)
  })

  it('refuses versions that are too old', () => {
    const facts = (version: string): RedisFacts => {
      return { roundTripMs: 1, skewMs: 0, info: readInfo(`redis_version:${version}\r\n`), maxmemoryPolicy: null, mayEvict: null, save: null }
    }
    const versions = ['6.0.16', '6.2.0', '7.2.4', '10.0.0']
    expect(versions.map((version) => statuses(checkRedisServer(facts(version)))['version'])).to.deep.equal(['fail', 'ok', 'ok', 'ok'])
  })
})
