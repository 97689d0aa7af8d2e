/** The timeline and the bar below. */
export const panelStyle = `
.timeline {
  display: grid; grid-template-columns: minmax(0, 1fr); max-height: 38.5rem; overflow-y: auto;
  margin-inline: -.5rem
}
.timeline:has(.open) { max-height: 64rem }
.timeline > li { border-bottom: 1px solid var(--line); min-width: 0 }
.timeline > li:last-child { border-bottom: 0 }
.timeline > .open { background: var(--raised); border-radius: .5rem }
.line {
  display: grid; grid-template-columns: 2.5rem minmax(0, 1fr) auto 3.5rem 4rem; column-gap: .625rem;
  align-items: baseline; padding: .5rem; font-size: .875rem; color: inherit; text-decoration: none;
  border-radius: .375rem
}
.line:hover { background: var(--raised) }
.line:focus-visible { outline-offset: -3px }
.kind {
  font-size: .6875rem; font-weight: 700; text-align: center; border-radius: 1rem; border: 1px solid var(--line);
  color: var(--soft)
}
.kind.out { color: var(--accent); border-color: var(--accent) }
.what { font-weight: 500 }
.verb { font-weight: 600 }
.path { grid-column: 2 / -1; font-family: var(--mono); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.open .path { display: none }
.status { font-weight: 600; font-variant-numeric: tabular-nums }
.status.good { color: var(--good) }
.status.bad { color: var(--bad) }
.ms, .at { font-variant-numeric: tabular-nums; text-align: end; white-space: nowrap }
.exchange { padding: .25rem .75rem .875rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem }
.full { font-family: var(--mono); font-size: .8125rem; overflow-wrap: anywhere }
.sides { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)) }
.side { min-width: 0 }
.side h3 { font-size: .8125rem; margin-bottom: .25rem }
pre {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .625rem .75rem;
  font-size: .8125rem; line-height: 1.5; overflow: auto; max-height: 18rem
}
pre.headers { margin-bottom: .375rem; white-space: pre-wrap; overflow-wrap: anywhere }
.note {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem;
  font-size: .875rem
}
.now { font-size: 1rem; font-variant-numeric: tabular-nums; margin-bottom: .75rem }
.now strong { font-size: 1.25rem }
#faults-on { margin-top: .5rem }
.faults { font-size: .8125rem; max-height: 14rem; overflow-y: auto }
.faults li {
  display: flex; justify-content: space-between; align-items: center; gap: .5rem; padding: .25rem 0;
  border-top: 1px solid var(--line)
}
.add .fault-form { grid-template-columns: repeat(auto-fit, minmax(min(9rem, 100%), 1fr)) }
.fault-form .primary { grid-column: 1 / -1 }
.endings { columns: 13rem; column-gap: 1.5rem; margin-top: .75rem; font-size: .875rem }
.endings > div {
  display: flex; gap: .75rem; padding: .3125rem 0; break-inside: avoid; border-top: 1px solid var(--line)
}
.endings dt { flex: none; white-space: nowrap; font-weight: 600; font-variant-numeric: tabular-nums }
.magic-area .hint { margin-top: 0 }
@media (max-width: 30rem) {
  .line { grid-template-columns: 2.25rem minmax(0, 1fr) auto }
  .line .at { display: none }
  .line .path { grid-area: 2 / 2 }
  .line .ms { grid-area: 2 / 3 }
}
`
