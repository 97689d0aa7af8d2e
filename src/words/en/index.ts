/** English, the language that is complete by definition: the others have to have the same names. */
import { notices } from './notices.js'
import { phone } from './phone.js'

export const en = { ...notices, ...phone }
