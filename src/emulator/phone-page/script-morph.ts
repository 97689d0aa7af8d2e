/** Browser code: makes the page like new markup while keeping elements, and with them focus, input and scroll. */
export const morphScript = `
const same = (a, b) => a.nodeName === b.nodeName && (a.id || '') === (b.id || '')

function morph(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue
    return
  }
  // What the reader opened stays open.
  for (const { name } of [...from.attributes]) if (name !== 'open' && !to.hasAttribute(name)) from.removeAttribute(name)
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value)
  morphChildren(from, to)
}

function morphChildren(from, to) {
  const kept = new Set([...to.children].map((node) => node.id))
  for (const node of [...from.children]) if (node.id && !kept.has(node.id)) node.remove()
  let cursor = from.firstChild
  for (const next of [...to.childNodes]) {
    if (cursor && same(cursor, next)) {
      morph(cursor, next)
      cursor = cursor.nextSibling
      continue
    }
    const known = next.id ? [...from.children].find((node) => same(node, next)) : undefined
    if (known) morph(known, next)
    from.insertBefore(known ?? document.importNode(next, true), cursor)
  }
  while (cursor) {
    const after = cursor.nextSibling
    cursor.remove()
    cursor = after
  }
}

function refresh(id, markup) {
  const region = document.getElementById(id)
  const hadFocus = region.contains(document.activeElement)
  const template = document.createElement('template')
  template.innerHTML = markup
  morphChildren(region, template.content)
  if (!hadFocus || region.contains(document.activeElement)) return
  const place = region.querySelector('[tabindex="-1"]') ?? region.querySelector('a, button')
  if (place) place.focus()
}
`
