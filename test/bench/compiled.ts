/** Where the source is compiled to before it is measured: beside the packages that it asks for. */
import { fileURLToPath } from 'node:url'

export const COMPILED = fileURLToPath(new URL('../../node_modules/.cache/passport-authy-bench/', import.meta.url))
