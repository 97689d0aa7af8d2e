/** A provider that talks to a scripted server, and replies as Authy would send them. */
import { AuthyProvider } from '../../../src/adapters/authy/authy-provider.js'
import type { Registration } from '../../../src/ports/provider.js'
import { reply, startScriptedServer, type ScriptedServer } from './scripted-server.js'

export const KEY = 'd57d919d11e6b221c9bf6f7c882028f9'
export const ID = '1635'
export const CODE = '1234567'
export const REF = 'dda2c400-bc43-0135-d7be-1285ca17e122'
export const PUSH = {
  providerId: ID, message: 'Sign in to the shop', details: { Place: 'Lisbon' }, hiddenDetails: { ref: 'x' },
  expiresInSeconds: 120,
}
export const ANN: Registration = {
  email: 'ann@shop.example', countryCode: '351', phone: '912-345.678', installLink: false,
}
export const TEXT = { providerId: ID, channel: 'sms', force: false, locale: null } as const
export const VALID = { message: 'Token is valid.', token: 'is valid', success: 'true' }
export const SENT = { success: true, message: 'SMS token was sent', cellphone: '+1-XXX-XXX-XX34' }
export const APPROVAL = { approval_request: { uuid: REF, _authy_id: 1635, status: 'approved' }, success: true }
export const PUSHED = { approval_request: { uuid: REF }, success: true }
export const USER = {
  status: { authy_id: 1635, confirmed: true, registered: false }, message: 'User status.', success: true,
}

/** Values that a careless comparison takes for the right one. */
export const LIES = [
  null, true, false, 1, '', [], {}, ['approved'], 'APPROVED', 'approve', 'approved ', 'Approved', 'constructor',
  '__proto__',
]
export const NOT_TRUE = LIES.filter((lie) => lie !== true)

/** Starts both before the tests of this file and ends them after. */
export function useScriptedProvider() {
  let server: ScriptedServer | undefined
  let provider: AuthyProvider | undefined
  before(async () => {
    server = await startScriptedServer()
    provider = new AuthyProvider({ apiKey: KEY, apiUrl: server.url })
  })
  after(async () => {
    await provider?.close()
    await server?.close()
  })
  beforeEach(() => {
    if (server !== undefined) server.asked.length = 0
  })
  const started = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('used before the tests began')
    return part
  }
  return {
    get server() {
      return started(server)
    },
    get provider() {
      return started(provider)
    },
    /** Makes the call while the server answers thus. */
    answering: async <T>(status: number, body: unknown, call: () => Promise<T>): Promise<T> => {
      started(server).answer = reply(status, body)
      return call()
    },
    /** Method and target of each request, in order. */
    lines: () => started(server).asked.map(({ line }) => line),
  }
}
