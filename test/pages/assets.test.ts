/** The two files that every page loads. */
import { gzipSync } from 'node:zlib'
import { Script } from 'node:vm'
import { expect } from 'chai'
import { SCRIPT, STYLES } from '../../src/pages/assets/assets.js'

describe('Pages: assets', () => {
  it('stay under 20 kB together, compressed', () => {
    expect(gzipSync(SCRIPT).length + gzipSync(STYLES).length).to.be.lessThan(20_000)
  })

  it('are a script that a browser can read', () => {
    expect(() => new Script(`(async () => {${SCRIPT}})`)).not.to.throw()
  })

  it('say nothing by themselves: every sentence comes from the page', () => {
    expect(SCRIPT.replace(/\/\*[^]*?\*\//g, '').match(/'[A-Z][a-z]+ [a-z ]+/g)).to.equal(null)
  })

  it('load nothing else and evaluate nothing', () => {
    expect(STYLES + SCRIPT).not.to.match(/@import|url\(|https?:|\beval\b|new Function|innerHTML\s*=[^=]/)
  })

  it('have only properties that follow the direction of the text', () => {
    const physical = STYLES.match(/(?:margin|padding|border)-(?:left|right)[^-]|[;{](?:left|right):/g)
    expect(physical).to.equal(null)
  })

  it('take every documented custom property', () => {
    for (const name of ['accent', 'on-accent', 'page', 'card', 'ink', 'soft', 'line', 'bad', 'good', 'radius', 'width', 'font']) {
      expect(STYLES, name).to.include(`var(--second-factor-${name},`)
    }
  })
})
