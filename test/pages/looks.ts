/** What every page is held to besides the rules of axe: that it fits, and that it is in one language. */
import type { Page } from 'playwright-core'
import { js } from './rig.js'

export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(js<boolean>(`() => [document.documentElement, ...document.querySelectorAll('dialog,.card,.card *:not(.hidden)')].some((element) => element.getBoundingClientRect().right > innerWidth + 1 || element.getBoundingClientRect().left < -1) || document.documentElement.scrollWidth > innerWidth`))
}

/** Without references and codes, which are no language. */
export async function textOf(page: Page): Promise<string> {
  const fixed = await page.locator('.reference bdi, code').allInnerTexts()
  return fixed.reduce((text, part) => text.replace(part, ''), await page.locator('.card').innerText())
}
