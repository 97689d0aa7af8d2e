/** English, the language that is complete by definition: the others have to have the same names. */
import { code } from './code.js'
import { ends } from './ends.js'
import { enroll } from './enroll.js'
import { notices } from './notices.js'
import { phone } from './phone.js'
import { problems } from './problems.js'
import { push } from './push.js'
import { recovery } from './recovery.js'
import { report } from './report.js'
import { settings } from './settings.js'
import { stepUp } from './step-up.js'
import { ways } from './ways.js'
import { why } from './why.js'

export const en = { ...notices, ...phone, ...push, ...code, ...ways, ...enroll, ...ends, ...problems, ...why, ...recovery, ...settings, ...report, ...stepUp }
