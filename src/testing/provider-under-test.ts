/** What the provider contract needs beside the provider. */
import type { Channel } from '../methods.js'
import type { Provider, RawCallback } from '../ports/provider.js'

/** Plays the phone and the provider's bad days. */
export interface PhoneDriver {
  /** An id of the right form that nobody has. */
  readonly strangerId: string
  /** A reference of the right form that no approval request has. */
  readonly strangerRef: string
  /** Answers an approval request as the person would, and gives the callback that announced it. */
  answer(ref: string, answer: 'approve' | 'deny'): Promise<RawCallback>
  /** The newest code texted or spoken to the person; rejects when there is none. */
  newestCode(providerId: string, channel: Channel): Promise<string>
  /** How many codes were texted or spoken to the person. */
  sentCount(providerId: string): Promise<number>
  /** The code that the person's app shows now. */
  appCode(providerId: string): Promise<string>
  setApp(providerId: string, hasApp: boolean): Promise<void>
  /** Moves the provider's clock forward. */
  advance(seconds: number): Promise<void>
  /** Makes pushes, their status, texts, calls and checks of codes fail, or work again. */
  setDown(isDown: boolean): Promise<void>
}

export interface ProviderUnderTest {
  readonly provider: Provider
  readonly phone: PhoneDriver
  /** Ends what plays the phone; the suite closes the provider itself. */
  close(): Promise<void>
}
