/** What single pages have of their own. */
export const PARTS = `
.dial{display:block;inline-size:5.5rem;block-size:5.5rem;margin:.25rem auto;fill:none;stroke-width:2.5;stroke-linecap:round;color:var(--a)}
.dial circle{transform:rotate(-90deg);transform-origin:center}
.track{stroke:var(--hair)}
.left{stroke:currentColor;stroke-dasharray:100}
.line{stroke:currentColor;stroke-width:2.5;stroke-linejoin:round}
.dial .done,.dial.approved .phone,.dial.denied .left,.dial.expired .left,.dial.failed .left,.dial.ready .left{display:none}
.dial.approved{color:var(--good)}
.dial.approved .done{display:inline}
.dial.denied{color:var(--bad)}
.dial.expired,.dial.failed{color:var(--soft)}
.match{text-align:center}
.match strong{display:inline-block;font-size:1.75rem;line-height:1.2;letter-spacing:.08em;font-variant-numeric:tabular-nums;vertical-align:-.12em;margin-inline:.15em}
.ways{display:grid;grid-template-columns:minmax(0,1fr);gap:.625rem}
.ways:not(:has(*)){display:none}
.foot{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1.25rem;font-size:.9375rem}
.foot:empty{display:none}
details{font-size:.875rem;color:var(--soft);border-block-start:1px solid var(--hair);padding-block-start:.5rem}
summary{cursor:pointer;padding-block:.25rem;inline-size:fit-content}
details p{padding-block:.25rem}
.grace{padding:.625rem .75rem;background:var(--wash);border-inline-start:3px solid var(--a);border-start-end-radius:.375rem;border-end-end-radius:.375rem;font-size:.9375rem}
.group{display:grid;grid-template-columns:minmax(0,1fr);gap:.5rem;padding-block-start:.875rem;border-block-start:1px solid var(--hair)}
.group .ways{margin-block-start:.25rem}
.qr{display:flex;gap:.875rem;align-items:center;font-size:.875rem;line-height:1.4}
.qr p{min-inline-size:0}
.picture{flex:none;inline-size:6.5rem;block-size:6.5rem;border-radius:.375rem;overflow:hidden;background:#fff;border:1px solid var(--hair)}
.picture svg{display:block;inline-size:100%;block-size:100%}
fieldset{display:grid;gap:.5rem;min-inline-size:0}
.choice{display:flex;gap:.75rem;align-items:flex-start;padding:.625rem .75rem;border:1px solid var(--line);border-radius:var(--r);font-weight:400;cursor:pointer}
.choice:has(:checked){border-color:var(--a);box-shadow:inset 0 0 0 1px var(--a)}
.choice input{flex:none;inline-size:1.25rem;block-size:1.25rem;margin:.125rem 0 0;accent-color:var(--a)}
.choice>span{min-inline-size:0}
.badge{display:inline-block;font-size:.8125rem;color:var(--soft);border:1px solid var(--hair);border-radius:1em;padding:0 .5em}
.tick{display:flex;gap:.625rem;align-items:flex-start;font-weight:400;padding-block:.25rem;cursor:pointer}
.tick input{flex:none;inline-size:1.25rem;block-size:1.25rem;margin:.125rem 0 0;accent-color:var(--a)}
.tick>span{min-inline-size:0}
.box>form{margin-block-start:.625rem}
.confirmed{padding:.625rem .75rem;background:var(--wash);border-radius:var(--r)}
dl{display:grid;gap:.375rem;margin:0}
dl>div{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem}
dt{color:var(--soft)}
dd{margin:0;font-weight:600}
.wide{--w:var(--second-factor-page-width,40rem)}
.strong{font-weight:600}
.list{display:grid;list-style:none}
.list>li{padding-block:.5rem}
.list>li+li{border-block-start:1px solid var(--hair)}
.row{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.375rem 1rem}
.row>:first-child{flex:1 1 9rem;min-inline-size:0}
.row>.strong{flex-basis:4rem}
.row button{inline-size:auto;min-block-size:2.5rem}
.codes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(9rem,100%),1fr));gap:.375rem 1rem;margin:0;padding:.75rem;list-style:none;background:var(--wash);border-radius:var(--r);text-align:center}
code{font:600 1.0625rem/1.6 ui-monospace,"SF Mono",Menlo,Consolas,monospace;letter-spacing:.03em}
.tools{display:flex;flex-wrap:wrap;gap:.5rem}
.tools button{flex:1 1 auto;inline-size:auto;padding-inline:.5rem;font-size:.875rem}
.tools:not(:has(button:not([hidden]))){display:none}
.choices{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
.choices button{block-size:100%}
.steps{display:grid;gap:.625rem;padding-inline-start:1.25rem}
.fact .label{display:block}
.reference{font-size:.875rem;color:var(--soft)}
.reference bdi{font-family:ui-monospace,monospace}
@media (max-width:22em){.choices{grid-template-columns:1fr}.qr{flex-wrap:wrap}}
@media print{body.second-factor{background:none}.card{box-shadow:none}.tools,.foot,.button,.box{display:none}}
@media (prefers-reduced-motion:no-preference){.dial.pending .phone{animation:breathe 2.4s ease-in-out infinite}}
@keyframes breathe{50%{opacity:.45}}
@media (forced-colors:active){.choice:has(:checked){outline:2px solid Highlight}.dial{color:CanvasText}.primary{forced-color-adjust:none;background:ButtonText;color:ButtonFace;border-color:ButtonText}}
`
