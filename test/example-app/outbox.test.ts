/** The shop's outbox: what it keeps, and for whom. */
import { expect } from 'chai'
import { openDatabase } from '../../example-app/database.js'
import type { Database } from '../../example-app/database.js'
import { KEPT_MESSAGES, Outbox } from '../../example-app/outbox.js'

describe('Example app: outbox', () => {
  let database: Database
  let outbox: Outbox

  beforeEach(() => {
    database = openDatabase(':memory:')
    outbox = new Outbox(database)
  })
  afterEach(() => database.close())

  const add = (to: string, subject: string, at = 0): void => outbox.add({ to, subject, text: `${subject}, to ${to}`, at })

  it('answers each person’s own messages, newest first', () => {
    add('ann', 'first', 5)
    add('kim', 'other')
    add('ann', 'second', 4)
    expect(outbox.messagesTo('ann').map(({ subject }) => subject)).to.deep.equal(['second', 'first'])
    expect(outbox.messagesTo('ann')[1]).to.deep.include({ to: 'ann', subject: 'first', text: 'first, to ann', at: 5 })
    expect(outbox.messagesTo('%')).to.deep.equal([])
    expect(outbox.allMessages()).to.have.length(3)
  })

  it('keeps the newest 200 of all', () => {
    for (let at = 1; at <= KEPT_MESSAGES + 5; at += 1) add('ann', `message ${at}`)
    const kept = outbox.allMessages().map(({ subject }) => subject)
    expect(kept).to.have.length(200)
    expect([kept[0], kept[199]]).to.deep.equal(['message 205', 'message 6'])
  })
})
