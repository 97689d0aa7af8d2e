/** Whether a browser would fill in a texted code by itself. */

export interface Autofill {
  readonly short: string
  readonly reason: string
}

/**
 * Judges by the format of origin-bound one-time codes (WICG, "Origin-bound one-time codes delivered via SMS"): the last
 * line is `@host #code`.
 */
export function autofill(text: string, code: string | null, host: string): Autofill {
  if (code === null) return { short: 'No autofill: the text has no code', reason: 'Only codes are filled in.' }
  const bound = /(?:^|\n)@(\S+) #(\S+)$/.exec(text)
  if (bound?.[1] === host) {
    const short = `Would autofill on ${host}: yes, the text names it`
    return { short, reason: `Its last line binds the code to ${host}.` }
  }
  const reason =
    bound === null
      ? `The text has no last line “@${host} #…”, so it is bound to no site. Chrome on Android leaves it alone; ` +
        'Safari may still suggest the code above the keyboard, on any site.'
      : `Its last line binds the code to ${bound[1] ?? ''}.`
  const why = bound === null ? 'it is bound to no site' : 'it is bound to another site'
  return { short: `Would autofill on ${host}: no, because ${why}`, reason }
}
