/** `npm start`: the shop, and the emulator with its virtual phone when no Authy address is configured. */
import { isSecondFactorError } from 'passport-authy'
import { readConfig, StartRefused } from './config.js'
import type { Config } from './config.js'
import { startShop } from './start-shop.js'
import type { Shop } from './start-shop.js'

async function main(): Promise<void> {
  const config = readConfig(process.env)
  const shop = await startShop(config)
  welcome(config, shop)
  process.on('SIGHUP', () => shop.secondFactor.policy.reload())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void shop.close().then(() => process.exit(0))
    })
  }
}

function welcome(config: Config, shop: Shop): void {
  console.log(`Shop           ${shop.url}`)
  if (shop.phoneUrl !== null) console.log(`Virtual phone  ${shop.phoneUrl.replace('127.0.0.1', 'localhost')}`)
  console.log(`State          ${config.redisUrls.length === 0 ? 'in memory, for this process only (set REDIS_URL to share it)' : 'in Redis'}`)
  console.log('Demo users     ann, kim, sam, nora, olaf, ada, bea, zoe; password correct-horse')
  for (const warning of config.warnings) console.warn(`Warning: ${warning}`)
}

main().catch((error: unknown) => {
  const isRefusal = error instanceof StartRefused || isSecondFactorError(error)
  console.error(isRefusal ? `Not started. ${error.message}` : error)
  process.exit(1)
})
