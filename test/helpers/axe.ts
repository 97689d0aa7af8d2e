/** axe in a page: the rules of WCAG 2.2, A and AA, or those that are named. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const

/** What a page of our own making is held to besides. */
export const WCAG_AND_BEST_PRACTICE = [...WCAG, 'best-practice'] as const

/** One line for each element at fault. */
export async function violations(page: Page, rules: readonly string[] = WCAG): Promise<string[]> {
  if (await page.evaluate<boolean>('globalThis.axe === undefined')) await page.evaluate(axe.source)
  const run = `axe.run(document, ${JSON.stringify({ runOnly: rules, resultTypes: ['violations'] })})`
  const { violations: found } = await page.evaluate<axe.AxeResults>(run)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`))
}
