// ESM by one tsc pass, CommonJS by a second (without the command line, which nobody requires); each folder says in its
// own package.json which it is.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'

const tsc = (config) => execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', `test/tools/build/${config}`], { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
tsc('tsconfig.esm.json')
tsc('tsconfig.cjs.json')
writeFileSync('dist/esm/package.json', '{"type":"module"}\n')
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n')
chmodSync('dist/esm/cli/main.js', 0o755)
