/** Browser code: links, forms and copying without loading the page again. */
export const actionScript = `
function problem(text) {
  const line = document.createElement('p')
  line.textContent = text
  $('problem').replaceChildren(...(text === '' ? [] : [line]))
}

async function submit(form, button) {
  const body = JSON.stringify(Object.fromEntries(new FormData(form)))
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(form.action, { method: 'POST', headers, body }).catch(() => null)
  const result = answer === null ? {} : await answer.json().catch(() => ({}))
  if (answer === null) return problem('The emulator does not answer.')
  if (!answer.ok) return problem(result.problem ?? 'This request is not waiting any more.')
  problem('')
  if (button && button.dataset.done) announce(button.dataset.done)
  const drawer = form.closest('details.add')
  if (drawer) {
    form.reset()
    drawer.open = false
    drawer.querySelector('summary').focus()
  }
  if (result.go) go(result.go)
}

addEventListener('submit', (event) => {
  event.preventDefault()
  const form = event.target
  if (form.method === 'post') return void submit(form, event.submitter)
  const query = new URLSearchParams(location.search)
  query.set('find', new FormData(form).get('find'))
  go('/?' + query)
})

addEventListener('click', (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0
  const link = event.target.closest('a[data-go]')
  if (link && isPlain) {
    event.preventDefault()
    problem('')
    go(link.getAttribute('href'))
  }
  const copier = event.target.closest('[data-copy]')
  if (copier) void copy(copier)
})

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.classList.add('copied')
    announce('Copied')
    setTimeout(() => button.classList.remove('copied'), 1500)
  } catch {
    problem('The browser did not allow copying.')
  }
}

document.documentElement.classList.add('scripted')
follow()
`
