/** Times a function: warmed up, in rounds of about a tenth of a second, the median of five. */

const ROUND_MS = 100
const ROUNDS = 5

export interface Figure {
  readonly what: string
  readonly rules: number
  /** Microseconds for one call. */
  readonly us: number
}

/** @param call gets a number that rises by one, to choose its question */
export async function microsecondsOf(call: (index: number) => unknown): Promise<number> {
  let calls = 1
  while ((await timeOf(call, calls)) < ROUND_MS) calls *= 2
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) rounds.push((await timeOf(call, calls)) / calls)
  const median = rounds.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? Number.NaN
  return median * 1000
}

/** Milliseconds. Only what promises is waited for, so that nobody pays for a promise he did not make. */
async function timeOf(call: (index: number) => unknown, calls: number): Promise<number> {
  const start = performance.now()
  for (let index = 0; index < calls; index += 1) {
    const answer = call(index)
    if (answer instanceof Promise) await answer
  }
  return performance.now() - start
}
