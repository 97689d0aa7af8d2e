/** Time, as a port: nothing in this library reads the wall clock by itself. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }
