// ESM by one tsc pass, CommonJS by a second; each folder says in its own package.json which it is.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'

const tsc = (...args) => execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', ...args], { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
tsc('--outDir', 'dist/esm')
tsc('--outDir', 'dist/cjs', '--module', 'CommonJS', '--moduleResolution', 'Bundler', '--verbatimModuleSyntax', 'false')
writeFileSync('dist/esm/package.json', '{"type":"module"}\n')
writeFileSync('dist/cjs/package.json', '{"type":"commonjs"}\n')
chmodSync('dist/esm/cli/main.js', 0o755)
