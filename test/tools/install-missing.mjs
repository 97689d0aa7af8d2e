// What the tests need beside Node: redis-server, chromium, and the retired Authy clients in a folder of their own.
// Installs only what is missing and says nothing when nothing is.
import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const COMMANDS = ['redis-server', 'chromium']
const CLIENTS = 'test/clients'

function isInstalled(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

function run(command, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env })
}

function installWithApt(packages) {
  const install = ['install', '-y', '--no-install-recommends', ...packages]
  if (process.getuid?.() !== 0 || !isInstalled('apt-get')) {
    console.error(`The tests need ${packages.join(' and ')}. Type:`)
    console.error(`  sudo apt-get update && sudo apt-get ${install.join(' ')}`)
    process.exit(1)
  }
  console.log(`Installing ${packages.join(' and ')} ...`)
  run('apt-get', ['update', '-q'])
  run('apt-get', [...install, '-q'])
}

const missing = COMMANDS.filter((command) => !isInstalled(command))
if (missing.length > 0) installWithApt(missing)

if (existsSync(join(CLIENTS, 'package-lock.json')) && !existsSync(join(CLIENTS, 'node_modules'))) {
  console.log(`Installing the clients in ${CLIENTS} ...`)
  run('npm', ['ci', '--prefix', CLIENTS, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'])
}
