/**
 * Puts a page that the server rendered in the place of the one that is shown. Heading and status line stay the same
 * elements, so that what they say is announced; focus stays, or goes where the person's own press wants it.
 */
export const SWAP_SCRIPT = `
function parsePage(text) {
  const page = new DOMParser().parseFromString(text, 'text/html')
  const found = page.querySelector('second-factor-dialog')
  const card = found?.querySelector('.card')
  return card ? { card, title: page.title, state: JSON.parse(found.dataset.state ?? 'null') } : null
}

const TYPED = 'input:not([type=hidden],[type=radio],[type=checkbox])'
const TICKED = 'input[type=checkbox]'

/** @param pressed whether the person asked for it; else it is news, and focus stays @param refused keeps what was typed */
function swap(element, { card, title, state }, pressed, refused) {
  const body = element.one('.body')
  const focused = element.root.activeElement
  const mark = focused && body.contains(focused) ? markOf(focused) : null
  const typed = new Map([...body.querySelectorAll(TYPED)].map((field) => [field.name, field.value]))
  const ticked = new Map([...body.querySelectorAll(TICKED)].map((box) => [box.name, box.checked]))
  for (const name of ['lang', 'dir']) element.card[name] = card[name]
  replaceText(element.one('h1'), card.querySelector('h1'))
  replaceText(element.one('[role=status]'), card.querySelector('[role=status]'))
  body.replaceChildren(...card.querySelector('.body').childNodes)
  if (refused) for (const field of body.querySelectorAll(TYPED)) field.value = typed.get(field.name) ?? ''
  for (const box of body.querySelectorAll(TICKED)) box.checked = ticked.get(box.name) ?? box.checked
  if (!element.embedded) document.title = title
  if (pressed) element.focusStart()
  else if (mark !== null) (findMark(body, mark) ?? element.one('h1')).focus()
  return state
}

function replaceText(old, fresh) {
  if (old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes)
}

const markOf = (focused) => focused.id || focused.closest('form')?.dataset.name || focused.getAttribute('href') || ''

function findMark(body, mark) {
  return [...body.querySelectorAll('input,button,a,summary')].find((part) => markOf(part) === mark) ?? null
}
`
