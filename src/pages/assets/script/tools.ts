/** Printing, copying and saving what a page shows once. Nothing of it leaves the browser. */
export const TOOLS_SCRIPT = `
const TOOLS = {
  print: () => print(),
  copy: (text) => navigator.clipboard.writeText(text),
  download: (text, file) => {
    const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
    Object.assign(document.createElement('a'), { href, download: file }).click()
    setTimeout(() => URL.revokeObjectURL(href), 1000)
  },
}

function useTools(element) {
  for (const button of element.all('[data-tool]')) {
    const { tool, of, file, told } = button.dataset
    button.hidden = tool === 'copy' && !navigator.clipboard
    button.onclick = async () => {
      const lines = element.all('#' + of + ' li').map((line) => line.textContent)
      await TOOLS[tool](lines.join('\\n') + '\\n', file)
      if (told) element.say(told)
    }
  }
}
`
