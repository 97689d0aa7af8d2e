/** The one application that the emulator plays. */
export const appIdentity = {
  name: 'Passport Authy emulator',
  serialId: 46113,
  /** 24 hex digits. */
  objectId: '5854a5a9bb4b2a3a1e000111',
  customerId: 15083,
} as const
