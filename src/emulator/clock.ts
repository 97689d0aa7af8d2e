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
  /** Back to the clock underneath. */
  real(): void
  isFrozen(): boolean
  /** Calls `listener` after each move. */
  onMove(listener: () => void): void
}

/** A movable clock on top of `base`, which it follows until moved. */
export function createClock(base: Clock): MovableClock {
  let offsetMs = 0
  let frozenAt: number | null = null
  const listeners: (() => void)[] = []
  const moved = () => {
    for (const listener of listeners) listener()
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
    real() {
      frozenAt = null
      offsetMs = 0
      moved()
    },
    isFrozen: () => frozenAt !== null,
    onMove: (listener) => {
      listeners.push(listener)
    },
  }
}
