/** Version ranges as package.json has them, as far as our own go: `^`, comparisons, `||`. */

type Version = readonly [major: number, minor: number, patch: number]

/** @param version whole, such as `5.3.0`; what stands behind a hyphen is left out of account */
export function satisfies(version: string, range: string): boolean {
  const own = versionOf(version)
  return own !== null && range.split('||').some((part) => part.trim().split(/\s+/).every((one) => fits(own, one)))
}

/** @returns `null` for what is no version; a part that is missing counts as 0 */
export function versionOf(text: string): Version | null {
  const [, major, minor = '0', patch = '0'] = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text) ?? []
  return major === undefined ? null : [Number(major), Number(minor), Number(patch)]
}

/** @returns below 0 when the first is older */
export function compareVersions(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}

function fits(version: Version, comparison: string): boolean {
  const [, sign, text = ''] = /^(\^|>=|<)(.*)$/.exec(comparison) ?? []
  const limit = versionOf(text)
  if (limit === null) return false
  const order = compareVersions(version, limit)
  if (sign === '<') return order < 0
  return order >= 0 && (sign === '>=' || version[0] === limit[0])
}
