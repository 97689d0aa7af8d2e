/** The list of phones and the phone itself. */
export const deviceStyle = `
.phones { display: grid; gap: .25rem; margin-inline: -.375rem }
.phones a {
  position: relative; display: flex; align-items: center; gap: .625rem; padding: .5rem .5rem;
  border-radius: .625rem; color: inherit; text-decoration: none; border: 1px solid transparent
}
.phones a:hover { background: var(--raised) }
.phones a[aria-current] { background: var(--tint) }
.phones a[aria-current] .meta { color: var(--ink) }
.avatar {
  flex: none; width: 2rem; height: 2rem; border-radius: 50%; display: grid; place-items: center; font-size: .875rem;
  font-weight: 600; background: var(--raised); border: 1px solid var(--line); color: var(--accent)
}
.who { flex: 1; min-width: 0; display: grid; justify-items: start }
.who .meta { max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.name {
  max-width: 100%; font-size: .9375rem; font-weight: 500; overflow: hidden; text-overflow: ellipsis;
  white-space: nowrap
}
.find { margin-bottom: .75rem }
.add { margin-top: 1rem; border-top: 1px solid var(--line); padding-top: .625rem }
.add summary { color: var(--accent); font-weight: 600 }
.add form { display: grid; gap: .5rem; margin-top: .5rem }
.add label { margin: .25rem 0 0 }
.add .primary { margin-top: .5rem; justify-self: start }
.row { display: flex; gap: .5rem } .row > div { flex: 0 0 6rem } .row > .grow { flex: 1 1 auto; min-width: 0 }

.frame {
  background: var(--card); border: 1px solid var(--line); outline: .5rem solid var(--ink); outline-offset: -1px;
  border-radius: 2rem; margin: .5rem auto; width: calc(100% - 1rem); max-width: 24rem; height: 41rem; display: flex;
  flex-direction: column; overflow: hidden
}
@media (prefers-color-scheme: dark) { .frame { outline-color: #3a404d } }
.bar { padding: 1.25rem 1.25rem .75rem; text-align: center }
.bar h2 { overflow-wrap: anywhere }
.tabs { display: flex; flex-wrap: wrap; border-block: 1px solid var(--line) }
.tabs a {
  position: relative; flex: 1 1 auto; padding-inline: .25rem; display: flex; align-items: center;
  justify-content: center; gap: .25rem; min-height: 2.75rem; font-size: .875rem; color: var(--soft);
  text-decoration: none; border-bottom: 3px solid transparent; border-top: 3px solid transparent
}
.tabs a:hover { color: var(--ink) }
.tabs a:focus-visible, .screen:focus-visible { outline-offset: -3px }
.tabs a[aria-current] { color: var(--accent); font-weight: 600; border-bottom-color: var(--accent) }
.tabs .badge { min-width: 1.125rem; padding: 0 .25rem; line-height: 1.125rem; font-size: .6875rem }
.screen {
  flex: 1; padding: 1rem; background: var(--raised); position: relative; overflow-y: auto; min-height: 0;
  display: grid; gap: .75rem; align-content: start; border-end-start-radius: 1.9rem; border-end-end-radius: 1.9rem
}

.card {
  background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem;
  display: grid; gap: .625rem; min-width: 0; overflow-wrap: anywhere
}
.request h4 { font-size: 1.0625rem }
.countdown { font-variant-numeric: tabular-nums; font-weight: 600; color: var(--ink) }
.details { display: grid; gap: .25rem; font-size: .875rem }
.details > div { display: grid; grid-template-columns: minmax(5rem, 35%) minmax(0, 1fr); gap: .75rem }
.details dt { color: var(--soft) }
.match { text-align: center; background: var(--tint); border-radius: .625rem; padding: .5rem }
.match dt { font-size: .8125rem }
.match dd { font: 600 1.75rem/1.2 var(--mono); letter-spacing: .12em }
.hidden-details summary { color: var(--soft); font-size: .8125rem }
.hidden-details dl { margin-top: .375rem; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line) }
.answers { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-top: .25rem }
.answers button { width: 100%; min-height: 2.75rem }
.answers form:last-child { grid-column: 1 / -1 }
.answers .fraud { color: var(--bad); border-color: transparent; background: transparent; min-height: 2.25rem }
.answers .fraud:hover { text-decoration: underline }
.group { font-size: .8125rem; color: var(--soft); font-weight: 600; margin-top: .5rem }
.past { display: grid; gap: .5rem; font-size: .875rem; overflow-wrap: anywhere }

.thread { display: grid; gap: .75rem }
.bubble .token-row { width: 100%; min-height: 2rem }
.bubble {
  background: var(--card); border: 1px solid var(--line); border-radius: 1.125rem;
  border-start-start-radius: .25rem; padding: .75rem 1rem; display: grid; gap: .25rem; justify-items: start;
  overflow-wrap: anywhere
}
.bubble details { font-size: .8125rem; color: var(--soft) }
.bubble summary { font-size: .8125rem }
.caller { display: flex; justify-content: space-between; align-items: baseline; gap: .5rem }
.answer summary {
  display: inline-flex; align-items: center; min-height: 2.25rem; padding: 0 1rem; border-radius: 2rem;
  background: var(--accent); color: var(--on-accent); font-weight: 600; list-style: none
}
.answer summary::-webkit-details-marker { display: none }
.hang-up { display: none } .answer[open] .hang-up { display: inline } .answer[open] .pick-up { display: none }
.answer[open] summary { background: transparent; color: var(--soft); padding: 0; border: 0 }
.answer blockquote { padding: .25rem 0 .75rem; font-size: .9375rem }
.token-code { font: 600 2.25rem/1.2 var(--mono); letter-spacing: .08em }
.token-row { display: flex; justify-content: space-between; align-items: center; gap: .5rem }
.next-code { font-family: var(--mono); letter-spacing: .08em }
@media (max-width: 43.99rem) {
  .phones { display: flex; overflow-x: auto; padding-bottom: .25rem }
  .phones li { flex: 0 0 auto; max-width: 15rem }
  .frame { height: auto; min-height: 26rem; max-width: none }
}
progress {
  appearance: none; width: 100%; height: .375rem; border: 0; border-radius: 1rem; background: var(--line);
  overflow: hidden
}
progress::-webkit-progress-bar { background: var(--line) }
progress::-webkit-progress-value { background: var(--accent) }
progress::-moz-progress-bar { background: var(--accent) }
`
