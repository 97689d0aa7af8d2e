/** Turns text (YAML 1.2, and so JSON too) or an object into plain data, and finds places in it again. */
import { LineCounter, isAlias, isMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Document, Node, ParsedNode } from 'yaml'
import { checkData } from './check-data.js'
import type { Finding, Path } from './problem.js'
import { scanText } from './scan-text.js'

export interface Place {
  readonly line: number
  readonly column: number
}

export interface Source {
  /** `undefined` when it could not be read. */
  readonly value: unknown
  readonly findings: readonly (Finding & { readonly place?: Place })[]
  /** Where a path stands in the text, or the nearest thing around it; `null` without text. */
  readonly locate: (path: Path, atKey: boolean) => Place | null
}

const LARGEST = 1_048_576
const START: Place = { line: 1, column: 1 }

export function readSource(source: unknown): Source {
  if (typeof source === 'string') return readText(source)
  const findings = checkData(source)
  return { value: findings.length > 0 ? undefined : source, findings, locate: () => null }
}

function readText(text: string): Source {
  if (text.length > LARGEST) return unreadable('E100', 'the policy is larger than 1 MB')
  const refused = scanText(text)
  if (refused !== null) return unreadable('E104', refused)
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    // Found by the walk below, which takes one look at each key; the parser compares each with each.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  })
  const placeAt = (offset: number): Place => placeOf(lines, offset)
  const broken = [...syntaxFindings(document, placeAt), ...constructFindings(document, placeAt)]
  if (broken.length > 0) return { value: undefined, findings: broken, locate: () => START }
  return readTree(document, placeAt)
}

function readTree(document: Document.Parsed, placeAt: (offset: number) => Place): Source {
  // The number of aliases is bounded already; this bounds what they unfold to.
  const value = toData(document)
  if (value === undefined) return unreadable('E104', 'aliases unfold to too much')
  if (value === null) return unreadable('E100', 'the policy is empty')
  const locate = (path: Path, atKey: boolean): Place => placeAt(offsetOf(document.contents, path, atKey))
  return { value, findings: checkData(value), locate }
}

function toData(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

function unreadable(code: 'E100' | 'E104', message: string): Source {
  return { value: undefined, findings: [{ code, path: [], message, place: START }], locate: () => START }
}

function placeOf(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

type Located = Finding & { readonly place: Place }

/** The first errors only: one slip can make hundreds. Warnings are unresolved tags. */
function syntaxFindings(document: Document.Parsed, placeAt: (offset: number) => Place): Located[] {
  const errors = document.errors.slice(0, 20).map((error): Located => {
    return { code: 'E100', path: [], message: firstLine(error.message), place: placeAt(error.pos[0]) }
  })
  const tags = document.warnings.slice(0, 20).map((warning): Located => {
    return { code: 'E104', path: [], message: firstLine(warning.message), place: placeAt(warning.pos[0]) }
  })
  const { version, explicit } = document.directives.yaml
  if (explicit !== true || version === '1.2') return [...errors, ...tags]
  return [...errors, ...tags, { code: 'E104', path: [], message: 'the policy must be YAML 1.2', place: START }]
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').slice(0, 200)
}

/** Doubled keys and merge keys, which one reader understands one way and the next another. */
function constructFindings(document: Document.Parsed, placeAt: (offset: number) => Place): Located[] {
  const found: Located[] = []
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : ''
        const message = seen.has(name) ? `"${name}" stands here twice` : complaintAbout(name)
        if (message !== null && found.length < 20) {
          found.push({ code: 'E104', path: [], message, place: placeAt(startOf(key)) })
        }
        seen.add(name)
      }
    },
  })
  return found
}

function complaintAbout(name: string): string | null {
  return name === '<<' ? 'merge keys are not part of YAML 1.2' : null
}

function startOf(node: unknown): number {
  return isNodeWithRange(node) ? (node.range?.[0] ?? 0) : 0
}

function isNodeWithRange(node: unknown): node is Node {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
}

/** Follows the path as far as the text goes; what is missing is shown where it would stand. */
function offsetOf(root: ParsedNode | null, path: Path, atKey: boolean): number {
  let node: unknown = root
  let offset = startOf(root)
  for (const [index, part] of path.entries()) {
    const item = isMap(node) || isSeq(node) ? childOf(node.items, part) : undefined
    if (item === undefined) return offset
    const isLast = index === path.length - 1
    const value = isPair(item) ? item.value : item
    offset = isPair(item) && (isLast ? atKey || value === null : true) ? startOf(item.key) : startOf(value)
    node = value
  }
  return offset
}

function childOf(items: readonly unknown[], part: string | number): unknown {
  if (typeof part === 'number') return items[part]
  return items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part)
}
