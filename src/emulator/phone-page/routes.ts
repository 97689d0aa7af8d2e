/** The routes that only the page uses. Forms come as texts; with script the same fields come as JSON. */
import { isCallingCode, phoneDigits } from '../check-phone.js'
import { replayCallback } from '../callback/deliver-callback.js'
import { backOf, fieldsOf, wholeNumber, type ControlRequest, type ControlRoute } from '../control/control-request.js'
import { parseFaults, type Fault } from '../faults.js'
import { registerUser } from '../register-user.js'
import { json, type Reply } from '../reply.js'
import { currentPreset, presetFaults, presets } from '../weather.js'
import { track } from '../world.js'
import { phoneScript, phoneStyle } from './assets.js'
import { phonePage } from './phone-page.js'
import { followWorld } from './stream.js'
import { problems, readView } from './view.js'

export const phonePageRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '', handle: showPage },
  { method: 'GET', path: '/_/assets/phone.css', handle: () => asset('text/css;charset=utf-8', phoneStyle) },
  { method: 'GET', path: '/_/assets/phone.js', handle: () => asset('text/javascript;charset=utf-8', phoneScript) },
  { method: 'GET', path: '/_/events/stream', handle: openStream },
  { method: 'POST', path: '/_/phones', handle: addPhone },
  { method: 'POST', path: '/_/clock/move', handle: moveClock },
  { method: 'GET', path: '/_/weather', handle: listWeather },
  { method: 'POST', path: '/_/weather', handle: changeWeather },
  { method: 'POST', path: '/_/callbacks/:id/replay', handle: replay },
]

const policy =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

function showPage({ world, query }: ControlRequest): Reply {
  const headers = { 'content-security-policy': policy, 'referrer-policy': 'same-origin' }
  return { status: 200, type: 'text/html;charset=utf-8', headers, body: phonePage(world, readView(world, query)) }
}

const asset = (type: Reply['type'], body: string): Reply => ({ status: 200, type, body })

function openStream({ world, query, signal }: ControlRequest): Reply {
  return {
    status: 200,
    type: 'text/event-stream;charset=utf-8',
    headers: { 'cache-control': 'no-store, no-transform' },
    body: '',
    follow: followWorld(world, query, signal),
  }
}

/** Back to the page for a form; for the script, JSON with the address to show next. */
function done({ isForm, body }: ControlRequest, go: string | null = null): Reply {
  return isForm ? json(303, {}, { location: go ?? backOf(body) }) : json(200, { go })
}

function failed({ isForm, body }: ControlRequest, problem: string, status = 400): Reply {
  if (!isForm) return json(status, { code: 'invalid_request', field: problem, problem: problems[problem] })
  const back = backOf(body)
  return json(303, {}, { location: `${back}${back.includes('?') ? '&' : '?'}problem=${problem}` })
}

function textField({ body }: ControlRequest, name: string): string {
  const value = fieldsOf(body)?.[name]
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
}

/** What registering by the application does, without the text that it may send. */
function addPhone(request: ControlRequest): Reply {
  const email = textField(request, 'email')
  const countryCode = textField(request, 'country_code').replace(/^\+/, '')
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) return failed(request, 'email')
  if (!isCallingCode(countryCode)) return failed(request, 'country_code')
  const phone = phoneDigits(textField(request, 'phone'), countryCode)
  if (phone === null) return failed(request, 'phone')
  const user = registerUser(request.world, { email, countryCode, phone })
  return done(request, `/?phone=${user.authyId}`)
}

function moveClock(request: ControlRequest): Reply {
  const { clock } = request.world
  const move = textField(request, 'move')
  const seconds = /^advance_(\d{1,8})$/.exec(move)?.[1]
  if (seconds !== undefined) clock.advance(Number(seconds) * 1000)
  else if (move === 'freeze') clock.freeze(clock.now())
  else if (move === 'unfreeze') clock.resume()
  else if (move === 'real') clock.real()
  else return failed(request, 'clock')
  return done(request)
}

function listWeather({ world }: ControlRequest): Reply {
  const current = currentPreset(world.state.faults)?.id ?? null
  return json(200, { current, presets: presets.map(({ id, name, words }) => ({ id, name, words })) })
}

/** A preset, one fault less (`remove`), or one more. */
function changeWeather(request: ControlRequest): Reply {
  const { state } = request.world
  const [preset, remove] = [textField(request, 'preset'), textField(request, 'remove')]
  const faults =
    preset !== ''
      ? presetFaults(preset)
      : remove !== ''
        ? state.faults.filter((_, index) => String(index) !== remove)
        : oneMore(request)
  if (faults === null) return failed(request, preset === '' ? 'fault' : 'preset')
  state.faults = [...faults]
  return done(request)
}

function oneMore(request: ControlRequest): readonly Fault[] | null {
  const numbers = ['times', 'probability', 'delay_ms', 'status'].flatMap((name) => {
    const text = textField(request, name)
    return text === '' ? [] : [[name, Number(text)] as const]
  })
  const [stage, kind] = [textField(request, 'stage'), textField(request, 'kind')]
  const parsed = parseFaults([{ stage, kind, ...Object.fromEntries(numbers) }])
  return typeof parsed === 'string' ? null : [...request.world.state.faults, ...parsed]
}

function replay(request: ControlRequest): Reply {
  const { world, path } = request
  const id = wholeNumber(new URLSearchParams({ id: path['id'] ?? '' }), 'id')
  const exchange = world.state.exchanges.find((known) => known.id === id)
  const delivery = exchange === undefined ? null : replayCallback(world, exchange)
  if (delivery === null) return failed(request, 'gone', 404)
  track(world, delivery)
  return done(request)
}
