/** The languages that come with the package. */
import { ar } from './ar/index.js'
import { en } from './en/index.js'
import type { Catalogs } from './speaker.js'

export const SHIPPED: Catalogs = { en, ar }
