import { expect } from 'chai'
import fc from 'fast-check'
import { startPage } from '../../src/report/people-page.js'
import { judgePerson } from '../../src/report/person-row.js'
import { NOW, UNIVERSITY, person } from './people.js'

const rowOf = (user: string) => judgePerson(UNIVERSITY, person(user, []), NOW).row

describe('Report: pages of people', () => {
  it('hands out everybody once, in order, whatever the order in which they come', () => {
    const users = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { maxLength: 40 })
    fc.assert(
      fc.property(users, fc.integer({ min: 1, max: 7 }), (names, size) => {
        const found: string[] = []
        let after: string | null = null
        for (let pages = 0; pages <= names.length; pages += 1) {
          const page = startPage(after, size)
          for (const name of names) if (page.hasRoomFor(name)) page.add(rowOf(name))
          const { people, next } = page.result()
          expect(people.length).to.be.at.most(size)
          found.push(...people.map(({ user }) => user))
          if (next === null) break
          after = next
        }
        expect(found).to.deep.equal([...names].sort((one, other) => (one < other ? -1 : 1)))
      }),
    )
  })

  it('asks nothing about people who cannot be on the page', () => {
    const page = startPage('b', 1)
    for (const name of ['d', 'c', 'e']) page.add(rowOf(name))
    expect(['a', 'b', 'bb', 'd', 'x'].map((name) => page.hasRoomFor(name))).to.deep.equal([false, false, true, false, false])
    expect(page.result().next).to.equal('c')
  })
})
