/** The languages that come with the package. */
import { en } from './en/index.js'
import type { Catalogs } from './speaker.js'

export const SHIPPED: Catalogs = { en }
