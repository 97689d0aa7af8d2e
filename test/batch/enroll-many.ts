/** A program of its own, so that its memory is its own: many rows from text to account, and what they cost. */
import { enrollBatch, readPeople } from '../../src/batch/index.js'
import { PEOPLE_HEADER, clock, phoneOf, policyFile, standInProvider } from './stand-ins.js'

const ROWS = 100_000
const held: number[] = []
let mostRss = 0

// A generator that has nothing to wait for.
// eslint-disable-next-line @typescript-eslint/require-await
async function* text(): AsyncGenerator<string> {
  yield `${PEOPLE_HEADER}\n`
  for (let index = 0; index < ROWS; index += 1) {
    yield `u${index},u${index}@uni.example,1,${phoneOf(index)},students,2026-08-15T00:00:00Z\n`
  }
}

/** Bytes that are in use, after everything else was thrown away. */
function inUse(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function main(): Promise<void> {
  const people = await readPeople(text())
  if (people.kind === 'unusable') throw new Error(people.reason)
  const provider = standInProvider()
  const { registered } = await enrollBatch({
    people: people.rows,
    provider,
    accounts: {
      read: () => Promise.resolve(null),
      // As long as a turn of the event loop, in which what was thrown away can be collected.
      write: () => new Promise((resolve) => setImmediate(resolve, true)),
      list: async function* () {
        yield* await Promise.resolve([])
      },
      close: () => Promise.resolve(),
    },
    policy: policyFile('university'),
    clock,
    onProgress: ({ rows }) => {
      provider.asked.length = 0
      if (rows % 1000 === 0) mostRss = Math.max(mostRss, process.memoryUsage.rss())
      if (rows % 10_000 === 0) held.push(inUse())
    },
  })
  console.log(JSON.stringify({ registered, held, mostRss }))
}

void main()
