/** What every page is held to: the rules of WCAG 2.2, A and AA, and that it fits. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { js } from './rig.js'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const run = `axe.run(document, { runOnly: ${JSON.stringify(TAGS)} })`
  const { violations: found } = await page.evaluate<axe.AxeResults>(run)
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`))
}

export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(js<boolean>(`() => [document.documentElement, ...document.querySelectorAll('dialog,.card,.card *:not(.hidden)')].some((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1) || document.documentElement.scrollWidth > innerWidth`))
}

/** Without references and codes, which are no language. */
export async function textOf(page: Page): Promise<string> {
  const fixed = await page.locator('.reference bdi, code').allInnerTexts()
  return fixed.reduce((text, part) => text.replace(part, ''), await page.locator('.card').innerText())
}
