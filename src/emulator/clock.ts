/** The emulator's time. It can be moved, so that an expiry can be seen without waiting for it. */

/** Anything that tells the time in epoch milliseconds. */
export interface Clock {
  now(): number
}

/** A clock that stands on another one and can be shifted or stopped. */
export interface MovableClock extends Clock {
  /** Moves time forward by `ms`, whether frozen or running. */
  advance(ms: number): void
  /** Stops time at `at` (epoch ms). */
  freeze(at: number): void
  /** Lets a stopped time run on from where it stands. */
  resume(): void
  /** Back to the clock underneath. */
  real(): void
  isFrozen(): boolean
  /** How often it was moved so far. */
  moves(): number
  /** Calls `listener` after each move, until the answer is called. */
  onMove(listener: () => void): () => void
}

/** A movable clock on top of `base`, which it follows until moved. */
export function createClock(base: Clock): MovableClock {
  let offsetMs = 0
  let frozenAt: number | null = null
  let moves = 0
  const listeners = new Set<() => void>()
  const moved = () => {
    moves += 1
    for (const listener of [...listeners]) listener()
  }
  return {
    now: () => frozenAt ?? base.now() + offsetMs,
    advance(ms) {
      if (frozenAt === null) offsetMs += ms
      else frozenAt += ms
      moved()
    },
    freeze(at) {
      frozenAt = at
      moved()
    },
    resume() {
      if (frozenAt !== null) offsetMs = frozenAt - base.now()
      frozenAt = null
      moved()
    },
    real() {
      frozenAt = null
      offsetMs = 0
      moved()
    },
    isFrozen: () => frozenAt !== null,
    moves: () => moves,
    onMove: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
