/**
 * Path patterns, and the forms in which a server might read a path. Letter case, doubled and trailing slashes and
 * encoded letters make no difference. Where readers differ (encoded slashes, dots, doubly encoded text), every
 * form is looked at, and if they disagree the answer is *may*.
 */

/** The distinct ways to read one path, each as its segments. */
export type PathForms = readonly (readonly string[])[]
export type PathPattern = readonly string[]

const DECODINGS = 4

export function pathForms(path: string): PathForms {
  const bare = path.split(/[?#]/, 1)[0] ?? ''
  const plain = segmentsOf(bare)
  if (!/[%\\]/.test(bare) && !plain.some(isDots)) return [plain]
  const full = segmentsOf(decodeFully(bare))
  // One decoding within each segment, as routers do; then what a proxy may make of it.
  return [bare.split('/').filter(Boolean).map((part) => normalize(decodeOnce(part))), full, withoutDots(full)]
}

/** `*` and `**` alone stand for every path. */
export function pathPattern(text: string): PathPattern {
  const segments = text === '*' ? ['**'] : segmentsOf(text)
  // Two in a row mean what one means.
  return segments.filter((segment, index) => segment !== '**' || segments[index - 1] !== '**')
}

export function matchesPath(pattern: PathPattern, path: readonly string[]): boolean {
  return matchesSequence(pattern, path, (part) => part === '**', matchesSegment)
}

function matchesSegment(pattern: string, segment: string): boolean {
  if (!pattern.includes('*')) return pattern === segment
  const isSame = (one: string, other: string): boolean => one === other
  return matchesSequence(Array.from(pattern), Array.from(segment), (part) => part === '*', isSame)
}

/**
 * Wildcard matching that goes back to the latest wildcard only, which is enough: an earlier one could take no more
 * than this one can. At most pattern × text steps, whatever the pattern.
 */
function matchesSequence(
  pattern: readonly string[],
  text: readonly string[],
  isWild: (part: string) => boolean,
  equal: (part: string, item: string) => boolean,
): boolean {
  let p = 0
  let t = 0
  let wildAt = -1
  let resumeAt = 0
  while (t < text.length) {
    const part = pattern[p]
    if (part !== undefined && isWild(part)) {
      wildAt = p++
      resumeAt = t
    } else if (part !== undefined && equal(part, text[t] ?? '')) {
      p++
      t++
    } else if (wildAt >= 0) {
      p = wildAt + 1
      t = ++resumeAt
    } else return false
  }
  return pattern.slice(p).every(isWild)
}

function segmentsOf(path: string): string[] {
  return path.split(/[/\\]/).filter(Boolean).map(normalize)
}

function normalize(segment: string): string {
  return segment.normalize('NFC').toLowerCase()
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..'
}

function withoutDots(segments: readonly string[]): string[] {
  const kept: string[] = []
  for (const segment of segments) {
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
  }
  return kept
}

function decodeFully(text: string): string {
  let decoded = text
  for (let round = 0; round < DECODINGS; round++) decoded = decodeOnce(decoded)
  return decoded
}

/** Runs of `%XX` that are no UTF-8 stay as they are. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    }
  })
}
