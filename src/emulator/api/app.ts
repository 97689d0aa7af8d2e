/** The application's own data and figures (Authy API, application details and statistics). */
import { isGone } from '../find-user.js'
import { ok, type Reply } from '../reply.js'
import type { ApiRoute, Call } from '../route.js'
import { appIdentity } from './app-identity.js'

export const appRoutes: readonly ApiRoute[] = [
  { method: 'GET', path: '/protected/json/app/details', handle: showDetails },
  { method: 'GET', path: '/protected/json/app/stats', handle: showStatistics },
]

function showDetails({ world }: Call): Reply {
  const { settings } = world.state
  const app = {
    name: settings.classic_sandbox ? 'Sandbox App 1' : appIdentity.name,
    plan: 'emulator',
    sms_enabled: settings.sms_enabled,
    phone_calls_enabled: settings.voice_enabled,
    app_id: appIdentity.serialId,
    onetouch_enabled: settings.onetouch_enabled,
  }
  return ok({ app, message: 'Application information.', success: true })
}

/** One row, the month of the emulator's clock, with the seven keys that a client counts. */
function showStatistics({ world }: Call): Reply {
  const { state, clock } = world
  const now = new Date(clock.now())
  const users = [...state.users.values()].filter((user) => !isGone(user, clock.now())).length
  const row = {
    sms_count: state.messages.filter((message) => message.channel === 'sms').length,
    calls_count: state.messages.filter((message) => message.channel === 'voice').length,
    users_count: users,
    auths_count: state.happenings.filter((happening) => happening.event === 'token_verified').length,
    month: now.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' }),
    api_calls_count: state.requests.length,
    year: now.getUTCFullYear(),
  }
  return ok({
    message: 'Monthly statistics.',
    count: 1,
    total_users: users,
    app_id: appIdentity.serialId,
    success: true,
    stats: [row],
  })
}
