/** The table of production-shaped addresses; all that the service answers besides is "not found". */
import type { ApiRoute } from '../route.js'
import { appRoutes } from './app.js'
import { codeRoutes } from './codes.js'
import { onetouchRoutes } from './onetouch.js'
import { phoneRoutes } from './phones.js'
import { secretRoutes } from './secrets.js'
import { userRoutes } from './users.js'
import { verifyRoutes } from './verify.js'

export const apiRoutes: readonly ApiRoute[] = [
  ...userRoutes,
  ...codeRoutes,
  ...verifyRoutes,
  ...onetouchRoutes,
  ...phoneRoutes,
  ...secretRoutes,
  ...appRoutes,
]
