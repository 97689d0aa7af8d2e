/** Style and script of the page. They are text in the source, so that a build has nothing to copy. */
import { actionScript } from './script-actions.js'
import { morphScript } from './script-morph.js'
import { streamScript } from './script-stream.js'
import { baseStyle } from './style-base.js'
import { deviceStyle } from './style-device.js'
import { panelStyle } from './style-panels.js'

export const phoneStyle = `${baseStyle}${deviceStyle}${panelStyle}`
export const phoneScript = `${morphScript}${streamScript}${actionScript}`
