/** Draws a QR code (ISO/IEC 18004). The mask is always number 0: choosing among the eight helps poor cameras only. */
import { codewordsOf } from './codewords.js'

/** Rows of modules, true for dark. */
export type QrCode = readonly (readonly boolean[])[]

/** Null: no pattern stands there, data may. */
type Grid = (boolean | null)[][]

/** The QR code of `text`; null when it is too long. */
export function qrCode(text: string): QrCode | null {
  const codewords = codewordsOf(text)
  if (codewords === null) return null
  const size = 17 + 4 * codewords.version
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null))
  drawTiming(grid)
  drawAlignments(grid, codewords.version)
  drawFinders(grid)
  drawFormat(grid)
  if (codewords.version >= 7) drawVersion(grid, codewords.version)
  return withData(grid, codewords.bytes)
}

function set(grid: Grid, x: number, y: number, dark: boolean): void {
  const row = grid[y]
  if (row !== undefined && x >= 0 && x < row.length) row[x] = dark
}

function drawTiming(grid: Grid): void {
  for (let at = 0; at < grid.length; at += 1) {
    set(grid, 6, at, at % 2 === 0)
    set(grid, at, 6, at % 2 === 0)
  }
}

/** Squares within squares around a middle: finders reach 4 modules out, alignment patterns 2. */
function drawSquares(grid: Grid, middleX: number, middleY: number, reach: number, light: readonly number[]): void {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      set(grid, middleX + dx, middleY + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
    }
  }
}

function drawFinders(grid: Grid): void {
  const far = grid.length - 4
  for (const [x, y] of [
    [3, 3],
    [far, 3],
    [3, far],
  ] as const)
    drawSquares(grid, x, y, 4, [2, 4])
}

function drawAlignments(grid: Grid, version: number): void {
  const places = alignmentPlaces(version, grid.length)
  const last = places.length - 1
  for (const [row, y] of places.entries()) {
    for (const [column, x] of places.entries()) {
      const atFinder = (row === 0 && (column === 0 || column === last)) || (row === last && column === 0)
      if (!atFinder) drawSquares(grid, x, y, 2, [1])
    }
  }
}

function alignmentPlaces(version: number, size: number): readonly number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2
  return [6, ...Array.from({ length: count - 1 }, (_, index) => size - 7 - step * (count - 2 - index))]
}

/** Level L and mask 0, with their BCH code, twice; and the one module that is always dark. */
function drawFormat(grid: Grid): void {
  const size = grid.length
  const format = 0b01_000
  const bits = ((format << 10) | remainder(format, 10, 0x537)) ^ 0x5412
  const isDark = (index: number) => ((bits >>> index) & 1) === 1
  for (let index = 0; index < 15; index += 1) {
    const [x, y] = index < 8 ? [8, index < 6 ? index : index + 1] : [index === 8 ? 7 : 14 - index, 8]
    set(grid, x, y, isDark(index))
    if (index < 8) set(grid, size - 1 - index, 8, isDark(index))
    else set(grid, 8, size - 15 + index, isDark(index))
  }
  set(grid, 8, size - 8, true)
}

function drawVersion(grid: Grid, version: number): void {
  const bits = (version << 12) | remainder(version, 12, 0x1f25)
  for (let index = 0; index < 18; index += 1) {
    const dark = ((bits >>> index) & 1) === 1
    const [far, near] = [grid.length - 11 + (index % 3), Math.floor(index / 3)]
    set(grid, far, near, dark)
    set(grid, near, far, dark)
  }
}

/** Remainder of `value` × x^degree by a polynomial. */
function remainder(value: number, degree: number, polynomial: number): number {
  let rest = value
  for (let step = 0; step < degree; step += 1) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial)
  return rest
}

/** Fills the free modules in pairs of columns from the right, upwards and downwards by turns, under the mask. */
function withData(grid: Grid, bytes: readonly number[]): QrCode {
  const size = grid.length
  const rows = grid.map((row) => row.map((dark) => dark ?? false))
  let bit = 0
  for (let right = size - 1; right >= 1; right -= right === 8 ? 3 : 2) {
    const upwards = ((right + 1) & 2) === 0
    for (let step = 0; step < size * 2; step += 1) {
      const [x, y] = [right - (step % 2), upwards ? size - 1 - Math.floor(step / 2) : Math.floor(step / 2)]
      if (grid[y]?.[x] !== null) continue
      const dark = (((bytes[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1
      set(rows, x, y, dark !== ((x + y) % 2 === 0))
      bit += 1
    }
  }
  return rows
}
