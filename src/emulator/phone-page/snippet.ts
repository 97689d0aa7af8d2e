/** Code for a test that does what a line of the timeline shows, through the control routes. */
import type { Exchange } from '../state.js'
import type { World } from '../world.js'

/** JavaScript that runs as it stands, in any runner. */
export function testSnippet(world: World, exchange: Exchange): string {
  const head = `const emulator = '${world.origin}'`
  const { path, callback } = exchange
  if (callback !== null) return `${head}\n${answerCode(world, callback.uuid)}`
  const [, user] = /\/users\/(\d+)\/approval_requests/.exec(path) ?? []
  if (user !== undefined) return `${head}\n${approveCode(user, 'approve')}`
  const [, channel, id] = /\/(sms|call)\/(\d+)/.exec(path) ?? []
  if (id !== undefined) return `${head}\n${messageCode(id, channel === 'sms' ? 'sms' : 'voice')}`
  const [, verified] = /\/verify\/[^/]+\/(\d+)/.exec(path) ?? []
  return `${head}\n${verified === undefined ? logCode(exchange) : tokenCode(verified)}`
}

function answerCode(world: World, uuid: string): string {
  const approval = world.state.approvals.get(uuid)
  return approveCode(String(approval?.authyId ?? ''), approval?.status === 'denied' ? 'deny' : 'approve')
}

const approveCode = (user: string, answer: 'approve' | 'deny'): string =>
  `// Once your application has asked: the owner of the phone answers.
const asked = await (await fetch(\`\${emulator}/_/approvals?authy_id=${user}\`)).json()
const request = asked.filter(({ status }) => status === 'pending').at(-1)
await fetch(\`\${emulator}/_/approvals/\${request.uuid}\`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ answer: '${answer}' }),
})`

const messageCode = (user: string, channel: string): string =>
  `// The newest message, or the next one that comes.
const sent = await (await fetch(\`\${emulator}/_/messages?authy_id=${user}&channel=${channel}\`)).json()
const next = \`\${emulator}/_/messages/next?authy_id=${user}&timeout_ms=5000\`
const { code } = sent.at(-1) ?? (await (await fetch(next)).json())`

const tokenCode = (user: string): string =>
  `// What the app on the phone shows now, to be typed into your application.
const { code } = await (await fetch(\`\${emulator}/_/users/${user}/softtoken\`)).json()`

const logCode = ({ method, path, status }: Exchange): string =>
  `// Your application made this call.
const calls = await (await fetch(\`\${emulator}/_/requests\`)).json()
const wanted = { method: ${quoted(method)}, path: ${quoted(path)}, status: ${String(status)} }
const made = calls.some((call) => Object.keys(wanted).every((name) => call[name] === wanted[name]))
if (!made) throw new Error('The call was not made')`

const quoted = (text: string): string => JSON.stringify(text)
