/** The two files that pages load, served as they stand: no build step, nothing inline. */
import { ELEMENT_SCRIPT } from './script/element.js'
import { NET_SCRIPT } from './script/net.js'
import { SWAP_SCRIPT } from './script/swap.js'
import { TIMES_SCRIPT } from './script/times.js'
import { TOOLS_SCRIPT } from './script/tools.js'
import { WATCH_SCRIPT } from './script/watch.js'
import { CONTROLS } from './styles/controls.js'
import { FRAME } from './styles/frame.js'
import { PARTS } from './styles/parts.js'
import { TOKENS } from './styles/tokens.js'

export const STYLES = [TOKENS, FRAME, CONTROLS, PARTS].join('')

/** An ES module. The element comes last: the browser starts it as soon as it is defined. */
export const SCRIPT = [NET_SCRIPT, TIMES_SCRIPT, TOOLS_SCRIPT, SWAP_SCRIPT, WATCH_SCRIPT, ELEMENT_SCRIPT].join('')
