/** The running application, seen from outside. */
import { askApp } from './app-answers.js'
import { checkContentPolicy } from './check-content-policy.js'
import { checkCookies } from './check-cookies.js'
import { checkAnswers, checkAssets, checkHealth, checkNoStore, checkRouter } from './check-mounting.js'
import { checkCallback, checkCrossSite, checkOwnSite } from './check-refusals.js'
import { checkAppClock, checkProxy, checkStream } from './check-transport.js'
import { fail, skip } from './finding.js'
import type { Finding } from './finding.js'

/**
 * @param origin `null` when nobody said where it runs
 * @param path where the router is mounted
 * @param now epoch ms
 */
export async function checkApp(origin: string | null, path: string, now: () => number): Promise<readonly Finding[]> {
  if (origin === null) {
    return [skip('app', 'the running application was not looked at', 'give --url http://localhost:3000')]
  }
  const answers = await askApp(origin, path, now)
  if (typeof answers === 'string') {
    return [fail('app.answers', `${origin}: ${answers}`, 'start the application, or give its address')]
  }
  return [
    checkAnswers(answers),
    checkHealth(answers),
    checkRouter(answers),
    checkNoStore(answers),
    checkAssets(answers),
    checkContentPolicy(answers),
    checkCookies(answers),
    checkCallback(answers),
    checkCrossSite(answers),
    checkOwnSite(answers),
    checkStream(answers),
    checkAppClock(answers),
    checkProxy(answers),
  ]
}
