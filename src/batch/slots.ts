/** Lets so many pieces of work run at the same time, and the others in their order. */

export interface Slots {
  use<T>(work: () => Promise<T>): Promise<T>
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = []
  let free = count
  const use = async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // Whoever waits takes the place over, so that nobody slips in between.
      if (next === undefined) free += 1
      else next()
    }
  }
  return { use }
}
