/** Asks the provider whether the key is good. Reads only; nobody gets a message (Authy API, application details). */
import type { AuthySettings } from '../../adapters/authy/options.js'
import { createRequester } from '../../adapters/authy/request.js'
import { errorCodeOf, field, meaningOf, succeeded } from '../../adapters/authy/wire.js'
import type { Reply } from '../../adapters/authy/wire.js'
import { isSecondFactorError } from '../../errors.js'
import { fail, ok, skip, warn } from './finding.js'
import type { Finding } from './finding.js'

const CHECK = 'authy.key'

/** @param isLive whether the call may be made */
export async function askProvider(settings: AuthySettings | null, isLive: boolean): Promise<Finding> {
  if (!isLive) return skip(CHECK, 'the provider was not asked', 'give --live; it sends nothing to anybody')
  if (settings === null) return skip(CHECK, 'there is no key to ask with', 'set AUTHY_API_KEY')
  const requester = createRequester({ ...settings, connections: 1 })
  try {
    return judgeDetails(await requester.request({ method: 'GET', path: '/protected/json/app/details', params: {} }))
  } catch (error) {
    if (!isSecondFactorError(error)) throw error
    return fail(CHECK, error.message, 'look whether this machine may reach the provider')
  } finally {
    await requester.close()
  }
}

/** What the answer says about the key, and about what the application is switched on for. */
export function judgeDetails(reply: Reply): Finding {
  if (reply.status !== 200) return refused(reply)
  const app = field(reply.body, 'app')
  const name = field(app, 'name')
  if (!succeeded(reply.body) || typeof name !== 'string') {
    return fail(CHECK, 'status 200, but not the answer of the Authy API', 'look at AUTHY_API_URL')
  }
  const off = ['onetouch', 'sms', 'phone_calls'].filter((part) => field(app, `${part}_enabled`) === false)
  if (off.length === 0) return ok(CHECK, `accepted, for the application “${name}”`)
  return warn(CHECK, `accepted, for “${name}”, where ${off.join(', ')} is off`, 'switch it on, or out of the policy')
}

function refused(reply: Reply): Finding {
  if (meaningOf(reply) === 'key_refused') {
    return fail(CHECK, 'the provider refuses the key', 'copy the key from the console again')
  }
  const code = errorCodeOf(reply)
  const more = code === null ? '' : `, error code ${code}`
  return fail(CHECK, `the provider answered ${reply.status}${more}`, 'try again later')
}
