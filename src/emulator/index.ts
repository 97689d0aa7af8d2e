/** A local stand-in for the Authy API with a virtual phone. Loads nothing of the library itself. */
export { refuseOptions, startEmulator, type Emulator, type EmulatorOptions } from './start-emulator.js'
export type { Spoken } from './world.js'
export type { Clock } from './clock.js'
