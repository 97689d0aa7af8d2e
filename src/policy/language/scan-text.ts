/**
 * A look over the tokens before the parser builds a tree. Parsers recurse, and text that nests a hundred thousand
 * levels deep can end the process where no `catch` helps; aliases can unfold without bound.
 */
import { Lexer } from 'yaml'

const DEEPEST = 32
const WIDEST_INDENT = 200
const MOST_ALIASES = 50
/** The lexer puts this before the text of a scalar, which may look like an indicator. */
const SCALAR_FOLLOWS = '\x1f'

interface Seen {
  /** Open brackets. */
  flow: number
  /** Indicators in this line, each of which may open a level. */
  inLine: number
  aliases: number
}

/** A sentence on what is wrong, or `null` when the text may be parsed. */
export function scanText(text: string): string | null {
  const seen: Seen = { flow: 0, inLine: 0, aliases: 0 }
  let isScalar = false
  for (const token of new Lexer().lex(text)) {
    if (!isScalar) count(seen, token)
    isScalar = token === SCALAR_FOLLOWS
    if (seen.flow > DEEPEST || seen.inLine > DEEPEST) return 'nested too deeply'
    if (seen.aliases > MOST_ALIASES) return `more than ${MOST_ALIASES} aliases`
  }
  return null
}

function count(seen: Seen, token: string): void {
  switch (token.charAt(0)) {
    case '[':
    case '{':
      seen.flow++
      break
    case ']':
    case '}':
      seen.flow--
      break
    case '\n':
    case '\r':
      seen.inLine = 0
      break
    case '-':
    case '?':
    case ':':
      if (seen.flow <= 0) seen.inLine++
      break
    case '*':
      seen.aliases++
      break
    case ' ':
      if (seen.inLine === 0 && token.length > WIDEST_INDENT) seen.inLine = DEEPEST + 1
      break
    default:
  }
}
