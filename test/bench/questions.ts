/** The questions that every engine is asked: of each two, one fits a rule, anywhere in the list, and one fits none. */
export function groupOf(index: number, rules: number): string {
  if (index % 2 === 1) return 'nowhere'
  // A step that shares no factor with the sizes goes through all rules.
  return `group-${((index / 2) * 7919) % rules}`
}
