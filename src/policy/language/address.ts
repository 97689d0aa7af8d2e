/** IP addresses and networks as numbers, so that one address has one form, however it was written. */

export interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Network extends Address {
  readonly shift: bigint
}

/** `null` for what is no address. `::ffff:203.0.113.9` is the IPv4 address it stands for. */
export function parseAddress(text: string): Address | null {
  if (text.length > 45) return null
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

/** A network in CIDR form, or a single address. Bits behind the prefix are ignored. */
export function parseNetwork(text: string): Network | null {
  const [base = '', prefix, ...rest] = text.split('/')
  const address = parseAddress(base)
  if (address === null || rest.length > 0) return null
  // A mapped network counts its prefix in 128 bits.
  const offset = base.includes(':') && address.bits === 32 ? 96 : 0
  const length = prefix === undefined ? address.bits : parsePrefix(prefix) - offset
  if (!(length >= 0 && length <= address.bits)) return null
  return { ...address, shift: BigInt(address.bits - length) }
}

export function isInside(address: Address, network: Network): boolean {
  return address.bits === network.bits && address.value >> network.shift === network.value >> network.shift
}

function parsePrefix(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN
}

function parseV4(text: string): Address | null {
  const parts = text.split('.')
  // A leading zero is octal to some parsers, so it is refused.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return null
  return { bits: 32, value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n) }
}

const MAPPED = 0xffffn

function parseV6(text: string): Address | null {
  const groups = v6Groups(text)
  if (groups === null) return null
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
  return value >> 32n === MAPPED ? { bits: 32, value: value & 0xffff_ffffn } : { bits: 128, value }
}

/** Eight groups of hex digits, with `::` filled in. */
function v6Groups(text: string): string[] | null {
  const halves = withoutDottedTail(text)?.split('::') ?? []
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  if (halves.length === 0 || halves.length > 2) return null
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])]
  return groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group)) ? groups : null
}

/** `::ffff:1.2.3.4` becomes `::ffff:102:304`. */
function withoutDottedTail(text: string): string | null {
  if (!text.includes('.')) return text
  const at = text.lastIndexOf(':') + 1
  const tail = parseV4(text.slice(at))
  if (tail === null) return null
  return `${text.slice(0, at)}${(tail.value >> 16n).toString(16)}:${(tail.value & 0xffffn).toString(16)}`
}
