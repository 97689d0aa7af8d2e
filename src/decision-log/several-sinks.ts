/** Tells several sinks of the same event. */
import type { EventSink } from '../ports/events.js'

export function severalSinks(...sinks: readonly EventSink[]): EventSink {
  return {
    emit: (event) => {
      for (const sink of sinks) sink.emit(event)
    },
  }
}
