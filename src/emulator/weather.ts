/** Ready-made bad weather: lists of faults under the names that people ask for. */
import { faultView, parseFaults, type Fault } from './faults.js'

export interface Preset {
  readonly id: string
  readonly name: string
  readonly words: string
  /** As they are posted to `/_/faults`. */
  readonly faults: readonly object[]
}

const requestStages = ['register', 'push', 'push_status', 'sms', 'voice', 'verify']

export const presets: readonly Preset[] = [
  { id: 'off', name: 'Off', words: 'Everything works.', faults: [] },
  {
    id: 'bad_network',
    name: 'Bad network',
    words: 'Every call takes a second and one in five gets no answer.',
    faults: requestStages.flatMap((stage) => [
      { stage, kind: 'delay', delay_ms: 1000 },
      { stage, kind: 'drop', probability: 0.2 },
    ]),
  },
  {
    id: 'authy_down',
    name: 'Authy down',
    words: 'Every call is answered with 503.',
    faults: requestStages.map((stage) => ({ stage, kind: 'error', status: 503 })),
  },
  {
    id: 'sms_lost',
    name: 'SMS never arrives',
    words: 'Texts are accepted, and none reaches the phone.',
    faults: [{ stage: 'sms', kind: 'lose' }],
  },
  {
    id: 'push_bombing',
    name: 'Push bombing',
    words: 'Every request arrives five times.',
    faults: Array.from({ length: 4 }, () => ({ stage: 'push', kind: 'duplicate' })),
  },
]

/** The faults of a preset; null when there is no such. */
export function presetFaults(id: string): Fault[] | null {
  const preset = presets.find((known) => known.id === id)
  const faults = preset === undefined ? 'preset' : parseFaults(preset.faults)
  return typeof faults === 'string' ? null : faults
}

/** The preset that these faults are; null when somebody mixed their own. */
export function currentPreset(faults: readonly Fault[]): Preset | null {
  const shape = (list: readonly Fault[]) => JSON.stringify(list.map(faultView))
  return presets.find(({ id }) => shape(presetFaults(id) ?? []) === shape(faults)) ?? null
}
