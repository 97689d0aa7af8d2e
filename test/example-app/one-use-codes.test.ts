/** The shop's one-use codes: once, for one person and one purpose, for a while. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDatabase } from '../../example-app/database.js'
import type { Database } from '../../example-app/database.js'
import { OneUseCodes } from '../../example-app/one-use-codes.js'

const LIFE_MS = 60_000

describe('Example app: one-use codes', () => {
  let database: Database
  let codes: OneUseCodes
  let now = 0
  const clock = { now: () => now }

  beforeEach(() => {
    now = 1_000_000
    database = openDatabase(':memory:')
    codes = new OneUseCodes(database, clock)
  })
  afterEach(() => database.close())

  it('work once', () => {
    const code = codes.make('ann', 'phone', LIFE_MS)
    expect(code).to.match(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
    expect([codes.use('ann', 'phone', code), codes.use('ann', 'phone', code)]).to.deep.equal([true, false])
  })

  it('may be typed with small letters, spaces and no hyphens', () => {
    const code = codes.make('ann', 'phone', LIFE_MS)
    expect(codes.use('ann', 'phone', ` ${code.toLowerCase().replaceAll('-', ' ')} `)).to.equal(true)
  })

  it('are for one person and one purpose', () => {
    const code = codes.make('ann', 'phone', LIFE_MS)
    expect(codes.use('kim', 'phone', code)).to.equal(false)
    expect(codes.use('ann', 'mail', code)).to.equal(false)
    expect(codes.use('ann', 'phone', code)).to.equal(true)
  })

  it('are not used up by a wrong guess', () => {
    const code = codes.make('ann', 'phone', LIFE_MS)
    expect(codes.use('ann', 'phone', 'AAAA-AAAA-AAAA')).to.equal(false)
    expect(codes.use('ann', 'phone', '')).to.equal(false)
    expect(codes.use('ann', 'phone', code)).to.equal(true)
  })

  it('run out on the clock', () => {
    const [first, second] = [codes.make('ann', 'phone', LIFE_MS), codes.make('kim', 'phone', LIFE_MS)]
    now += LIFE_MS - 1
    expect(codes.use('ann', 'phone', first)).to.equal(true)
    now += 1
    expect(codes.use('kim', 'phone', second)).to.equal(false)
  })

  it('end with the next one for the same', () => {
    const [first, second] = [codes.make('ann', 'phone', LIFE_MS), codes.make('ann', 'phone', LIFE_MS)]
    expect([codes.use('ann', 'phone', first), codes.use('ann', 'phone', second)]).to.deep.equal([false, true])
  })

  it('cannot be read in the database, and leave it when they ran out', () => {
    const code = codes.make('ann', 'phone', LIFE_MS)
    const rows = (): unknown[] => database.prepare('SELECT * FROM shop_codes').all()
    expect(rows()).to.have.length(1)
    expect(JSON.stringify(rows())).not.to.include(code).and.not.to.include(code.replaceAll('-', ''))
    now += LIFE_MS
    codes.make('kim', 'phone', LIFE_MS)
    expect(rows()).to.have.length(1)
  })

  it('are shared by processes, and used in one of them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codes-'))
    const databases = [1, 2].map(() => openDatabase(join(folder, 'shop.db')))
    const [here, there] = databases.map((one) => new OneUseCodes(one, clock))
    const code = here?.make('ann', 'phone', LIFE_MS) ?? ''
    expect([there?.use('ann', 'phone', code), here?.use('ann', 'phone', code)]).to.deep.equal([true, false])
    for (const one of databases) one.close()
    rmSync(folder, { recursive: true })
  })
})
