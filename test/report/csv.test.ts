import { expect } from 'chai'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvLine } from '../../src/report/csv.js'
import { PEOPLE_CSV_HEAD, personCsv } from '../../src/report/people-csv.js'
import { judgePerson } from '../../src/report/person-row.js'
import { NOW, UNIVERSITY, person } from './people.js'

const HOSTILE = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '\uFF1D1', '=HYPERLINK("http://x")', '=cmd|\' /C calc\'!A0']

describe('Report: CSV', () => {
  for (const cell of HOSTILE) {
    it(`keeps ${JSON.stringify(cell)} from being run`, () => {
      const [[read = ''] = []] = parse(csvLine([cell, 'x']))
      expect(read).to.equal(`'${cell}`)
    })
  }

  it('leaves numbers and harmless text as they are, and quotes as RFC 4180 has it', () => {
    expect(csvLine(['a', -1, null, 'b,c', 'say "x"', 'two\nlines', '•••67'])).to.equal('a,-1,,"b,c","say ""x""","two\nlines",•••67\r\n')
  })

  it('reads back as it was written, and no cell begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 5 }), (cells) => {
        const [read = []] = parse(csvLine(cells))
        expect(read.map((cell, at) => (cell === cells[at] ? cell : cell.slice(1)))).to.deep.equal(cells)
        for (const cell of read) expect(cell).to.not.match(/^[=+\-@\t\r]/)
      }),
    )
  })

  it('holds one column for each cell of a person', () => {
    const row = judgePerson(UNIVERSITY, person('=evil', ['students', '=x']), NOW).row
    const [head = [], cells = []] = parse(PEOPLE_CSV_HEAD + personCsv(row))
    expect(Object.fromEntries(head.map((name, at) => [name, cells[at]]))).to.deep.equal({
      user: "'=evil",
      standing: 'in_grace',
      lock_cause: '',
      rule: 'students-2026',
      reason: 'enroll_within_grace',
      remaining: '5',
      deadline: '',
      groups: 'students|=x',
      phone: '',
      methods: '',
      since: '',
      traits: 'asked',
    })
  })
})
