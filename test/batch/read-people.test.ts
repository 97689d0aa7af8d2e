/** The CSV reader: what it takes, what it names, and that one bad row costs nobody else. */
import { expect } from 'chai'
import fc from 'fast-check'
import { readPeople } from '../../src/batch/index.js'
import type { PersonRow, UnreadableRow } from '../../src/batch/index.js'
import { rowsOf } from './stand-ins.js'

const HEADER = 'user,email,country_code,phone\n'

async function read(text: string, pieces = 7): Promise<(PersonRow | UnreadableRow)[]> {
  const chunks = text.match(new RegExp(`[^]{1,${pieces}}`, 'g')) ?? []
  const people = await readPeople(rowsOf(...chunks))
  if (people.kind === 'unusable') throw new Error(people.reason)
  const rows: (PersonRow | UnreadableRow)[] = []
  for await (const row of people.rows) rows.push(row)
  return rows
}

/** `user` of the good ones, `line reason` of the others. */
function told(rows: readonly (PersonRow | UnreadableRow)[]): string[] {
  return rows.map((row) => ('reason' in row ? `${row.line} ${row.reason}` : row.user))
}

async function refusal(text: string): Promise<string> {
  const people = await readPeople(rowsOf(text))
  return people.kind === 'unusable' ? people.reason : ''
}

describe('Batch: readPeople', () => {
  it('reads every column, with a byte order mark, CRLF and quotes', async () => {
    const text =
      '\uFEFFuser,phone,country_code,email,roles,groups,attributes,created\r\n' +
      '"doe, jo",20 7946 0018,44,jo@uni.example,a|b,"x;y","{""tier"":""gold""}",2026-01-01T00:00:00Z\r\n'
    expect((await read(text))[0]).to.deep.include({
      line: 2,
      user: 'doe, jo',
      email: 'jo@uni.example',
      countryCode: '44',
      phone: '20 7946 0018',
      roles: ['a', 'b'],
      groups: ['x', 'y'],
      attributes: { tier: 'gold' },
      created: Date.UTC(2026, 0, 1),
    })
  })

  it('tells an empty field from a missing column', async () => {
    const [person] = await read('user,email,country_code,phone,groups\na,a@b,1,2,\n')
    expect(person).to.deep.include({ groups: [], roles: null, attributes: null, created: null })
  })

  it('refuses a header that it does not understand', async () => {
    expect(await refusal('')).to.equal('there is no header row')
    expect(await refusal('user,email,country_code,fone\n')).to.equal('unknown column "fone"; did you mean phone?')
    expect(await refusal('user,email,country_code,zzzzzzzz\n')).to.include('columns are user, email')
    expect(await refusal('user,email,country_code\n')).to.equal('the column phone is missing')
    expect(await refusal('user,user,email,country_code,phone\n')).to.equal('the column user is there twice')
  })

  it('names a row with a wrong number of fields, or a cell that makes no sense', async () => {
    const rows = await read('user,email,country_code,phone,created\na,b,c\nb,b@b,1,2,yesterday\n\nc,c@c,1,2,\n')
    expect(told(rows)).to.deep.equal(['2 has 3 fields, and the header 5', '3 must be an ISO 8601 time with a zone, such as 2026-12-01T00:00:00Z', 'c'])
    expect(rows[1]).to.include({ column: 'created' })
  })

  it('goes on behind a quote that is never closed', async () => {
    const rows = await read(`${HEADER}a,a@b,1,2\n"b,b@b,1,2\nc,c@b,1,2\n"d",d@b,1,2\ne"x,e@b,1,2\n"f"g,f@b,1,2\nh,h@b,1,2\n"i,i@b,1,2\n`)
    expect(told(rows)).to.deep.equal([
      'a',
      '3 has a quote that is never closed',
      'c',
      'd',
      'e"x',
      '7 has a quote inside a quoted field',
      'h',
      '9 has a quote that is never closed',
    ])
  })

  it('takes a line break inside a field, and counts lines on', async () => {
    const rows = await read(`${HEADER}"a\nb",a@b,1,2\nc,c@b,1\n`)
    expect(told(rows)).to.deep.equal(['a\nb', '4 has 3 fields, and the header 4'])
  })

  it('names a line that is too long, and forgets it', async () => {
    const rows = await read(`${HEADER}${'x'.repeat(1_000_000)},a@b,1,2\nb,b@b,1,2\n`, 65_536)
    expect(told(rows)).to.deep.equal(['2 is longer than 65,536 characters', 'b'])
  })

  it('reads a file of faulty rows that was put right', async () => {
    const people = await readPeople(rowsOf('user,email,country_code,phone,line,column,reason\na,a@b,1,2,7,phone,is bad\n'))
    expect(people).to.have.deep.property('header', ['user', 'email', 'country_code', 'phone'])
  })

  it('tells how far it has come', async () => {
    const text = `${HEADER}ä,a@b,1,2\nb,b@b,1,2\n`
    const people = await readPeople(rowsOf(text))
    if (people.kind === 'unusable') throw new Error(people.reason)
    await people.rows.next()
    expect(people.position()).to.equal(Buffer.byteLength(`${HEADER}ä,a@b,1,2\n`))
  })

  it('reads back whatever a careful writer quotes', async () => {
    const cell = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && !text.includes('\n') && !text.includes('\r'))
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (users, pieces) => {
        const lines = users.map((user) => `"${user.replaceAll('"', '""')}",a@b,1,2\n`)
        expect(told(await read(HEADER + lines.join(''), pieces))).to.deep.equal(users)
      }),
    )
  })
})
