/** The page for the step a sign-in is at. */
import { enrollPage } from './enroll-page.js'
import type { PageModel } from './model.js'
import { donePage, lockedPage, unavailablePage } from './notice-page.js'
import { provePage } from './prove-page.js'

export function page(model: PageModel): string {
  switch (model.step) {
    case 'prove':
    case 'confirm':
      return provePage(model)
    case 'enroll':
      return enrollPage(model)
    case 'locked':
      return lockedPage(model)
    case 'unavailable':
      return unavailablePage(model)
    case 'done':
      return donePage(model)
  }
}
