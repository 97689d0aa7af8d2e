/** However many rows: the memory is the same. */
import { execFileSync } from 'node:child_process'
import { expect } from 'chai'

const MIB = 1024 * 1024

describe('Batch: memory', function () {
  this.timeout(60_000)

  it('does not grow with the number of rows', () => {
    const args = ['--expose-gc', '--import', 'tsx', 'test/batch/enroll-many.ts']
    const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
    const { registered, held, mostRss } = JSON.parse(output) as { registered: number; held: number[]; mostRss: number }
    expect(registered).to.equal(100_000)
    expect(held).to.have.length(10)
    expect((held[9] ?? 0) - (held[0] ?? 0)).to.be.lessThan(4 * MIB)
    // With the compiler of the tests in it.
    expect(mostRss).to.be.lessThan(250 * MIB)
  })
})
