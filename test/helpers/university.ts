/** Accounts of a university that does not exist: the same ones every time, as many as are asked for. */

/** One account as a row of text, in the columns of `UNIVERSITY_HEADER`. */
export type UniversityRow = readonly string[]

export const UNIVERSITY_HEADER = [
  'user',
  'state',
  'methods',
  'grace_used',
  'grace_started',
  'groups',
  'roles',
  'created',
]

const INTAKE = '2026-08-15T00:00:00Z'
const EARLIER = '2024-09-01T00:00:00Z'

/** Students of this year, students of earlier years, staff, and guests; every hundredth of the staff is an administrator. */
export function* universityRows(count: number): Generator<UniversityRow> {
  const next = randomNumbers()
  for (let index = 0; index < count; index += 1) yield row(index, next)
}

export function universityCsv(count: number): string {
  return [UNIVERSITY_HEADER, ...universityRows(count)].map((cells) => `${cells.join(',')}\n`).join('')
}

function row(index: number, next: () => number): UniversityRow {
  const user = `u${String(index).padStart(5, '0')}`
  const kind = pick(next, [
    ['intake', 30],
    ['continuing', 32],
    ['staff', 18],
    ['guest', 20],
  ] as const)
  const state = stateOf(kind, next)
  const graceUsed =
    state === 'pending' || state === 'none'
      ? pick(next, [
          ['0', 45],
          ['1', 22],
          ['2', 14],
          ['3', 9],
          ['4', 6],
          ['5', 4],
        ] as const)
      : '0'
  const groups = kind === 'guest' ? '' : kind === 'staff' ? 'staff' : 'students'
  const roles = kind === 'staff' && next() < 0.01 ? 'admin' : ''
  const used = kind === 'guest' ? '0' : graceUsed
  return [
    user,
    state,
    methodsOf(state, next),
    used,
    used === '0' ? '' : '2026-08-25T08:00:00Z',
    groups,
    roles,
    kind === 'intake' ? INTAKE : EARLIER,
  ]
}

function stateOf(kind: 'intake' | 'continuing' | 'staff' | 'guest', next: () => number): string {
  if (kind === 'guest')
    return pick(next, [
      ['none', 88],
      ['enrolled', 12],
    ] as const)
  return pick(next, [
    ['pending', 52],
    ['enrolled', 43],
    ['none', 5],
  ] as const)
}

function methodsOf(state: string, next: () => number): string {
  if (state === 'none') return ''
  if (state === 'pending') return 'sms|voice'
  return pick(next, [
    ['push|totp|sms|voice', 60],
    ['sms|voice', 40],
  ] as const)
}

function pick<T>(next: () => number, choices: readonly (readonly [T, number])[]): T {
  let point = next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of choices) {
    point -= weight
    if (point < 0) return value
  }
  throw new Error('weights that are none')
}

/** Marsaglia's xorshift: numbers from 0 up to 1, the same sequence every time. */
function randomNumbers(): () => number {
  let state = 0x2f6e2b1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
