/** The direction of imports, as src/README.md draws it. A line that points the wrong way fails here by name. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect } from 'chai'

const SRC = 'src'

/** Folder (or file at the top) to what it may import. `type:` allows types only. Own folder is always allowed. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  'errors.ts': [],
  'methods.ts': [],
  'ids.ts': [],
  policy: ['methods.ts'],
  challenge: ['methods.ts'],
  ports: ['methods.ts', 'errors.ts', 'type:challenge', 'type:policy'],
  flows: ['policy', 'challenge', 'ports', 'tokens', 'words', 'errors.ts', 'methods.ts', 'ids.ts'],
  'adapters/authy': ['ports', 'errors.ts', 'methods.ts', 'ids.ts', 'type:challenge', 'type:policy'],
  'adapters/redis': ['ports', 'errors.ts', 'methods.ts', 'ids.ts', 'type:challenge', 'type:policy'],
  'adapters/memory': ['ports', 'errors.ts', 'methods.ts', 'ids.ts', 'type:challenge', 'type:policy'],
  'adapters/sql': ['ports', 'errors.ts', 'methods.ts', 'ids.ts', 'type:challenge', 'type:policy'],
  words: [],
  tokens: ['ids.ts', 'errors.ts'],
  report: ['policy', 'ports', 'flows', 'errors.ts', 'methods.ts'],
  batch: ['flows', 'policy', 'ports', 'errors.ts', 'methods.ts', 'ids.ts'],
  pages: ['words', 'errors.ts', 'methods.ts', 'type:policy', 'type:challenge', 'type:report'],
  http: ['flows', 'pages', 'tokens', 'words', 'report', 'errors.ts', 'methods.ts', 'ids.ts', 'challenge', 'type:options.ts', 'type:policy', 'type:ports'],
  emulator: [],
  testing: ['ports', 'challenge', 'errors.ts', 'methods.ts'],
  cli: ['batch', 'report', 'policy', 'policy-file', 'decision-log', 'flows', 'words', 'adapters', 'emulator', 'errors.ts', 'type:ports'],
  'options.ts': ['errors.ts', 'type:ports', 'type:words', 'type:pages'],
  'decision-log': ['policy', 'type:ports'],
  'policy-file': ['errors.ts', 'policy', 'type:ports'],
  'create-second-factor.ts': ['adapters/memory', 'flows', 'http', 'tokens', 'words', 'ids.ts', 'policy-file', 'options.ts', 'ports'],
  'index.ts': ['create-second-factor.ts', 'adapters', 'decision-log', 'errors.ts', 'ports', 'type:'],
}

/** Packages that only some rooms may know. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  express: ['http', 'create-second-factor.ts'],
  passport: ['http'],
  'passport-strategy': ['http'],
  ioredis: ['cli'],
  libsql: ['cli'],
  undici: ['adapters/authy'],
  uqr: ['http', 'emulator'],
  'awesome-phonenumber': ['http'],
  commander: ['cli'],
  jsonwebtoken: ['tokens'],
  yaml: ['policy'],
  valibot: ['policy', 'adapters/redis'],
  'node:crypto': ['adapters/authy', 'emulator', 'ids.ts', 'policy'],
}

interface Import {
  readonly file: string
  readonly target: string
  readonly isType: boolean
}

function sourceFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map((entry) => join(entry.parentPath, entry.name))
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|import\('([^']+)'\)/gms)]
  return found.map(([, type, from, dynamic]) => ({ file, target: from ?? dynamic ?? '', isType: type !== undefined }))
}

function roomOf(file: string): string {
  const [first = '', second = ''] = relative(SRC, file).split('/')
  return first === 'adapters' ? `${first}/${second}` : first
}

const imports = sourceFiles(SRC).flatMap(importsOf)
const inner = imports
  .filter(({ target }) => target.startsWith('.'))
  .map((found) => ({ ...found, target: join(dirname(found.file), found.target).replace(/\.js$/, '.ts') }))

function isAllowed({ file, target, isType }: Import): boolean {
  const [from, to] = [roomOf(file), roomOf(target)]
  const rules = RULES[from] ?? []
  const names = (rule: string): boolean => rule === to || to.startsWith(`${rule}/`)
  return from === to || rules.some((rule) => (rule.startsWith('type:') ? isType && (rule === 'type:' || names(rule.slice(5))) : names(rule)))
}

describe('Structure: imports', () => {
  it('finds the imports it is about', () => {
    expect(inner.length).to.be.greaterThan(100)
  })

  it('has a rule for every room', () => {
    const rooms = new Set(sourceFiles(SRC).map(roomOf))
    expect([...rooms].filter((room) => !(room in RULES))).to.deep.equal([])
  })

  it('points in one direction only', () => {
    const wrong = inner.filter((found) => !isAllowed(found)).map(({ file, target }) => `${file} -> ${target}`)
    expect(wrong).to.deep.equal([])
  })

  it('keeps each outside package in its room', () => {
    const wrong = imports.filter(({ file, target, isType }) => {
      const rooms = PACKAGES[target]
      return rooms !== undefined && !isType && !rooms.includes(roomOf(file))
    })
    expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).to.deep.equal([])
  })

  it('has no cycle', () => {
    const edges = new Map<string, string[]>()
    for (const { file, target, isType } of inner) if (!isType) edges.set(file, [...(edges.get(file) ?? []), target])
    expect(cycles(edges)).to.deep.equal([])
  })
})

function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const found: string[] = []
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '))
    if (done.has(file) || trail.includes(file)) return
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file])
    done.add(file)
  }
  for (const file of edges.keys()) walk(file, [])
  return found
}
