/** What no file in src may hold, and how large a file may be. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
const sources = files.map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n') }))

function linesWith(pattern: RegExp): string[] {
  return sources.flatMap(({ file, lines }) =>
    lines.flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  )
}

describe('Structure: source files', () => {
  it('have no any and no suppressed check', () => {
    expect(linesWith(/(: any\b|\bas any\b|<any>|@ts-ignore|@ts-nocheck|@ts-expect-error)/)).to.deep.equal([])
  })

  it('have no unfinished marks', () => {
    expect(linesWith(/\b(TODO|FIXME|XXX)\b/)).to.deep.equal([])
  })

  it('read no environment and no wall clock', () => {
    const allowed = /^src\/(cli|emulator|testing|ports\/clock\.ts)/
    expect(linesWith(/\bprocess\.env\b|\bDate\.now\(\)/).filter((line) => !allowed.test(line))).to.deep.equal([])
  })

  it('stay small', () => {
    const large = sources.filter(({ lines }) => lines.length > 250).map(({ file, lines }) => `${file} ${lines.length}`)
    expect(large).to.deep.equal([])
  })
})
