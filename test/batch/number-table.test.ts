/** Texts in a fixed memory. */
import { expect } from 'chai'
import { createNumberTable } from '../../src/batch/number-table.js'

describe('Batch: number table', () => {
  it('keeps the first number of each text', () => {
    const table = createNumberTable(2 ** 17)
    for (let index = 0; index < 90_000; index += 1) expect(table.keep(`text ${index}`, index)).to.equal(null)
    expect(table.keep('text 89999', 5)).to.equal(89_999)
    expect(table.keep('text 0', 5)).to.equal(0)
    expect(table.find('text 12345')).to.equal(12_345)
    expect(table.find('text 90000')).to.equal(null)
    expect(table.isFull()).to.equal(false)
  })

  it('says when there is no room left, and still finds what it has', () => {
    const table = createNumberTable(16)
    for (let index = 0; index < 20; index += 1) table.keep(String(index), index)
    expect(table.isFull()).to.equal(true)
    expect(table.find('11')).to.equal(11)
    expect(table.find('12')).to.equal(null)
    expect(table.find('19')).to.equal(null)
  })
})
