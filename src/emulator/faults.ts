/** Bad weather on demand: which call goes wrong, how, and how often. */

export const stages = ['register', 'push', 'push_status', 'sms', 'voice', 'verify', 'callback'] as const
/** A kind of call that can be disturbed. */
export type Stage = (typeof stages)[number]

/**
 * What can befall any call. `hang` and `drop` lose the answer of a POST, which is carried out all the same; `duplicate`
 * carries a call out twice, as when somebody between repeats it, and delivers a callback twice; several of them add up.
 */
const callKinds = ['delay', 'error', 'hang', 'drop', 'duplicate', 'reorder', 'malformed'] as const

/** What can befall texts and calls besides: the service takes the order and nothing ever arrives. */
const messageKinds = [...callKinds, 'lose'] as const

/** What can befall callbacks besides: deliveries that a careless receiver takes wrongly. */
const callbackKinds = [
  ...callKinds,
  'bad_signature',
  'no_signature',
  'stale_nonce',
  'http_url',
  'status_mismatch',
  'shape_2016',
  'shape_2019',
] as const
/** Everything that can happen somewhere. */
export const faultKinds = [...messageKinds, ...callbackKinds.slice(callKinds.length)] as const
export type FaultKind = (typeof messageKinds)[number] | (typeof callbackKinds)[number]

export interface Fault {
  readonly stage: Stage
  readonly kind: FaultKind
  /** How often it still happens; Infinity when no number was given. */
  times: number
  /** 0 to 1. */
  readonly probability: number
  /** Real milliseconds, whatever the emulator's clock says. */
  readonly delayMs: number
  /** Status of an `error`. */
  readonly status: number
}

/** Faults that strike this call, each charged once. */
export function takeFaults(faults: readonly Fault[], stage: Stage | null): readonly Fault[] {
  const struck = faults.filter((fault) => fault.stage === stage && fault.times > 0 && Math.random() < fault.probability)
  for (const fault of struck) fault.times -= 1
  return struck
}

/** The list of faults in `body`, or the name of the first field that makes no sense (`0.kind`). */
export function parseFaults(body: unknown): Fault[] | string {
  if (!Array.isArray(body) || body.length > 100) return 'faults'
  const faults: Fault[] = []
  for (const [index, entry] of body.entries()) {
    const fault = parseFault(entry)
    if (typeof fault === 'string') return `${String(index)}.${fault}`
    faults.push(fault)
  }
  return faults
}

function parseFault(entry: unknown): Fault | string {
  if (typeof entry !== 'object' || entry === null) return 'fault'
  const fields = new Map<string, unknown>(Object.entries(entry))
  const stage = stages.find((name) => name === fields.get('stage'))
  if (stage === undefined) return 'stage'
  const kinds = kindsOf(stage)
  const kind = kinds.find((name) => name === fields.get('kind'))
  if (kind === undefined) return 'kind'
  const number = (name: string, otherwise: number, low: number, high: number) => {
    const value = fields.get(name) ?? otherwise
    return typeof value === 'number' && value >= low && value <= high ? value : null
  }
  const times = number('times', Infinity, 0, Infinity)
  const probability = number('probability', 1, 0, 1)
  const delayMs = number('delay_ms', 1000, 0, 600_000)
  const status = number('status', 503, 400, 599)
  if (times === null) return 'times'
  if (probability === null) return 'probability'
  if (delayMs === null) return 'delay_ms'
  return status === null ? 'status' : { stage, kind, times, probability, delayMs, status }
}

function kindsOf(stage: Stage): readonly FaultKind[] {
  if (stage === 'callback') return callbackKinds
  return stage === 'sms' || stage === 'voice' ? messageKinds : callKinds
}

/** The faults as they were posted. */
export const faultView = (fault: Fault): object => ({
  stage: fault.stage,
  kind: fault.kind,
  times: fault.times === Infinity ? null : fault.times,
  probability: fault.probability,
  delay_ms: fault.delayMs,
  status: fault.status,
})
