/** The difference between two texts in the unified format, as `diff -u` and `patch` have it. */
import { printable } from '../output.js'

interface Edit {
  readonly sign: ' ' | '-' | '+'
  /** With its line break, where it has one. */
  readonly line: string
}

const CONTEXT = 3
/** Cells of the table of common lines; past it the middle is shown as replaced. */
const MAX_CELLS = 4_000_000

/**
 * @param before `null` for a file that is new
 * @returns the lines; none when nothing differs
 */
export function unifiedDiff(name: string, before: string | null, after: string): readonly string[] {
  const edits = editsOf(linesOf(before ?? ''), linesOf(after))
  const changes = edits.flatMap(({ sign }, at) => (sign === ' ' ? [] : [at]))
  if (changes.length === 0) return []
  const hunks = hunksOf(changes, edits.length)
  const head = [`--- ${before === null ? '/dev/null' : name}`, `+++ ${name}`]
  return [...head, ...hunks.flatMap((hunk) => hunkLines(edits, hunk))]
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const middle = middleEdits(before.slice(start, before.length - end), after.slice(start, after.length - end))
  return [...signed(' ', before.slice(0, start)), ...middle, ...signed(' ', before.slice(before.length - end))]
}

function signed(sign: Edit['sign'], lines: readonly string[]): Edit[] {
  return lines.map((line) => ({ sign, line }))
}

function middleEdits(before: readonly string[], after: readonly string[]): readonly Edit[] {
  if (before.length * after.length > MAX_CELLS) return [...signed('-', before), ...signed('+', after)]
  const common = commonLengths(before, after)
  const edits: Edit[] = []
  for (let one = 0, other = 0; one < before.length || other < after.length; ) {
    const [old, fresh] = [before[one], after[other]]
    if (old !== undefined && old === fresh) edits.push({ sign: ' ', line: old })
    const isOld = old !== undefined && old !== fresh && (fresh === undefined || drops(common, one, other))
    if (isOld) edits.push({ sign: '-', line: old })
    else if (fresh !== undefined && old !== fresh) edits.push({ sign: '+', line: fresh })
    one += isOld || old === fresh ? 1 : 0
    other += isOld ? 0 : 1
  }
  return edits
}

/** Whether at least as much stays common when the old line goes. */
function drops(common: readonly Uint32Array[], one: number, other: number): boolean {
  return (common[one + 1]?.[other] ?? 0) >= (common[one]?.[other + 1] ?? 0)
}

/** For each pair of places, how many lines the rests have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let one = before.length - 1; one >= 0; one -= 1) {
    for (let other = after.length - 1; other >= 0; other -= 1) {
      const [here, below] = [table[one], table[one + 1]]
      if (here === undefined || below === undefined) continue
      const longer = Math.max(below[other] ?? 0, here[other + 1] ?? 0)
      here[other] = before[one] === after[other] ? (below[other + 1] ?? 0) + 1 : longer
    }
  }
  return table
}

interface Hunk {
  readonly from: number
  readonly to: number
}

/** Changes whose surroundings touch are shown together. */
function hunksOf(changes: readonly number[], length: number): readonly Hunk[] {
  const hunks: Hunk[] = []
  for (const at of changes) {
    const hunk = { from: Math.max(0, at - CONTEXT), to: Math.min(length, at + CONTEXT + 1) }
    const last = hunks.at(-1)
    if (last !== undefined && hunk.from <= last.to) hunks[hunks.length - 1] = { from: last.from, to: hunk.to }
    else hunks.push(hunk)
  }
  return hunks
}

function hunkLines(edits: readonly Edit[], { from, to }: Hunk): readonly string[] {
  const [earlier, shown] = [edits.slice(0, from), edits.slice(from, to)]
  const range = (without: Edit['sign']): string => {
    const count = shown.filter(({ sign }) => sign !== without).length
    const start = earlier.filter(({ sign }) => sign !== without).length
    return `${count === 0 ? start : start + 1},${count}`
  }
  return [`@@ -${range('+')} +${range('-')} @@`, ...shown.flatMap(editLines)]
}

function editLines({ sign, line }: Edit): readonly string[] {
  const text = `${sign}${line.replace(/\n$/, '').split('\t').map(printable).join('\t')}`
  return line.endsWith('\n') ? [text] : [text, '\\ No newline at end of file']
}
