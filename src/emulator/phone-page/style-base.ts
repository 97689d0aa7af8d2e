/** Colors, type, controls and the arrangement of the areas. */
export const baseStyle = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f8; --card: #fff; --raised: #f8f9fb;
  --ink: #171a21; --soft: #565e6c; --line: #e0e3ea; --edge: #838a97;
  --accent: #4338ca; --on-accent: #fff; --tint: #eeedfc;
  --good: #12703f; --bad: #b42318;
  --radius: .75rem; --gap: 1rem;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace;
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1116; --card: #181b22; --raised: #1f232c;
    --ink: #eceef3; --soft: #a5adbb; --line: #2b303b; --edge: #757d8b;
    --accent: #a9a5f9; --on-accent: #14122e; --tint: #25243f;
    --good: #6fd39b; --bad: #ff9c8f;
  }
}
* { box-sizing: border-box }
body {
  margin: 0 auto; max-width: 90rem; padding: 1.25rem clamp(.75rem, 2.5vw, 2rem) 3rem; background: var(--ground);
  color: var(--ink)
}
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, blockquote { margin: 0; padding: 0 }
ul, ol { list-style: none }
h1 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -.015em }
h2 { font-size: 1rem; line-height: 1.4 }
h4 { font-size: 1rem; line-height: 1.4 }
.meta, .hint { color: var(--soft); font-size: .8125rem }
.hint { margin-top: .75rem }
code { font-family: var(--mono); font-size: .875em }
.unseen-word {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap
}
html:not(.scripted) .with-script { display: none }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[tabindex='-1']:focus { outline: none }
.skip { position: absolute; inset-block-start: -6rem; padding: .5rem 1rem; background: var(--card); z-index: 1 }
.skip:focus { inset-block-start: .5rem }

button, .button {
  font: inherit; font-size: .9375rem; font-weight: 500; color: var(--ink); background: var(--card); cursor: pointer;
  border: 1px solid var(--edge); border-radius: .5rem; min-height: 2.5rem; padding: .25rem .875rem;
  text-decoration: none;
  display: inline-flex; align-items: center; justify-content: center; transition: background-color .12s;
}
button:hover { background: var(--raised) }
button.primary, button.approve {
  background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600
}
button.primary:hover, button.approve:hover { filter: brightness(1.08) }
button[aria-pressed='true'] {
  background: var(--tint); border-color: var(--accent); color: var(--accent); font-weight: 600
}
button.quiet {
  min-height: 2rem; font-size: .8125rem; padding: .125rem .625rem; color: var(--accent); border-color: var(--edge)
}
button.copied::after { content: ' ✓'; white-space: pre; font-weight: 700 }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem }
label { display: block; font-size: .8125rem; font-weight: 500; margin-bottom: .25rem }
input, select {
  font: inherit; font-size: .9375rem; color: inherit; background: var(--card); border: 1px solid var(--edge);
  border-radius: .5rem; min-height: 2.5rem; padding: .25rem .625rem; width: 100%
}
input::placeholder { color: var(--soft); opacity: 1 }
summary { cursor: pointer; font-size: .875rem; border-radius: .25rem; padding: .25rem 0 }
.chip {
  display: inline-block; font-size: .75rem; font-weight: 600; line-height: 1.5; padding: 0 .5rem;
  border-radius: 1rem; border: 1px solid var(--line); color: var(--soft)
}
.chip.approved { color: var(--good) }
.chip.denied { color: var(--bad) }
.chip.frozen { color: var(--accent); border-color: var(--accent) }
.badge {
  flex: none; min-width: 1.375rem; padding: 0 .375rem; border-radius: 1rem; font-size: .75rem; font-weight: 700;
  line-height: 1.375rem; text-align: center; background: var(--accent); color: var(--on-accent)
}
.empty { padding: 2.5rem 1.25rem; text-align: center; color: var(--soft); font-size: .875rem }
.empty-title { font-size: 1rem; font-weight: 600; color: var(--ink); margin-bottom: .25rem }

.top { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; margin-bottom: 1.25rem }
.top > div { flex: 1 1 18rem }
.waiting { font-size: .9375rem; font-weight: 600 }
.connection { font-size: .8125rem; color: var(--soft); display: flex; align-items: center; gap: .4rem; min-width: 3rem }
.connection:not(:empty)::before {
  content: ''; width: .5rem; height: .5rem; border-radius: 50%; background: var(--good); forced-color-adjust: none
}
.connection.lost { color: var(--bad) } .connection.lost::before { background: var(--bad) }
#problem p {
  background: var(--card); border: 1px solid var(--bad); border-inline-start-width: 5px; border-radius: .5rem;
  padding: .625rem 1rem; margin-bottom: var(--gap)
}

.areas { display: grid; gap: var(--gap); grid-template-columns: minmax(0, 1fr) }
.area {
  background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem; min-width: 0
}
.area > h2 { margin-bottom: .75rem }
main { min-width: 0 }
@media (min-width: 44rem) {
  .areas {
    grid-template: 'phones device' auto 'clock device' 1fr 'timeline timeline' auto 'weather magic' auto /
      minmax(13rem, 17rem) minmax(0, 1fr);
    align-items: start
  }
  .phones-area { grid-area: phones } main { grid-area: device } .clock-area { grid-area: clock }
  .timeline-area { grid-area: timeline } .weather-area { grid-area: weather } .magic-area { grid-area: magic }
}
@media (min-width: 68rem) {
  .areas {
    grid-template: 'phones device timeline' auto 'clock device timeline' 1fr 'weather weather magic' auto /
      17rem 23.5rem minmax(0, 1fr)
  }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { transition: none !important; animation: none !important }
}
@media (forced-colors: active) {
  .badge, .chip, .connection::before { border: 1px solid }
  .tabs a, .phones a { border-color: Canvas }
  a[aria-current], button[aria-pressed='true'] { border: 2px solid Highlight }
  progress { border: 1px solid }
}
`
