/** The styles of the administrators' page: calm, wide, nothing inline. */

export const ADMIN_STYLES = `:root{color-scheme:light dark;--accent:#0b57d0;--bar:#3f74cc;--line:#c9ccd1;--edge:#767676;--page:#f4f5f7;--card:#fff;--ink:#1b1c1f;--soft:#55585f;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--accent:#a8c7fa;--bar:#7ca6e8;--line:#3a3c40;--edge:#8e918f;--page:#131416;--card:#1e1f22;--ink:#e6e7ea;--soft:#b4b7bd;--bad:#f2b8b5}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}
main{max-inline-size:80rem;margin:0 auto;padding:1.5rem 1rem 3rem}
.app{margin:0;color:var(--soft)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.125rem;margin:0 0 .25rem}
p{margin:.25rem 0}
.soft{color:var(--soft);font-size:.9375rem}
a{color:var(--accent)}
.notes{margin:.75rem 0;padding:.5rem .75rem;border-inline-start:3px solid var(--accent);background:var(--card)}
.panels{columns:24rem;column-gap:1rem;margin-block-start:1rem}
.panels section{break-inside:avoid;margin-block-end:1rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem;min-inline-size:0}
section.wide{margin-block:1rem}
.big{font-size:2.5rem;font-weight:600;line-height:1.2;margin:0}
table{border-collapse:collapse;inline-size:100%;font-size:.9375rem}
th,td{padding:.375rem .75rem .375rem 0;text-align:start;vertical-align:baseline;border-block-end:1px solid var(--line)}
th{font-weight:600}
thead th{color:var(--soft);font-weight:400}
tbody th{font-weight:400}
tr:last-child>*{border-block-end:0}
.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.chart{inline-size:30%;padding-inline-end:0}
.day{white-space:nowrap}
.scroll{overflow-x:auto}
.name{overflow-wrap:anywhere}
.list td,.list th{padding-inline-end:1rem}
.list thead th{white-space:nowrap}
.list .name{min-inline-size:7rem}
.list .standing{min-inline-size:9rem}
svg{display:block;inline-size:100%;block-size:.75rem}
.track{fill:var(--line)}
.fill{fill:var(--bar)}
details{margin-block-start:.5rem;font-size:.9375rem;color:var(--soft)}
summary{position:relative;cursor:pointer;min-block-size:1.5rem}
.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
form{margin:0}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(12rem,100%),1fr));gap:.75rem;align-items:end;margin-block:1rem}
.filters label{display:grid;gap:.25rem;font-weight:600;font-size:.9375rem;min-inline-size:0}
.filters input,.filters select{inline-size:100%;font-weight:400}
input:not([type=checkbox]),select{font:inherit;padding:.5rem .625rem;min-block-size:2.5rem;max-inline-size:100%;border:1px solid var(--edge);border-radius:.5rem;background:var(--card);color:inherit}
button,.button{display:inline-block;min-block-size:2.5rem;padding:.5rem 1rem;font:inherit;font-weight:600;text-decoration:none;border:1px solid var(--edge);border-radius:.5rem;background:transparent;color:inherit;cursor:pointer}
td button{min-block-size:1.75rem;padding:.125rem .625rem}
.actions{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin-block:1rem}
.remind{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin-block-start:1rem}
.check{display:flex;gap:.5rem;align-items:baseline}
.done{padding:.625rem .75rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--card)}
.bad{color:var(--bad)}
dl{margin:.5rem 0 0;font-size:.9375rem}
dl div{display:flex;flex-wrap:wrap;gap:0 1rem;padding-block:.25rem}
dt{flex:1 1 10rem;color:var(--soft)}
dd{flex:2 1 12rem;margin:0;min-inline-size:0;overflow-wrap:anywhere}
dd div{display:block;padding:0}
ul{margin:.25rem 0;padding-inline-start:1.25rem}
.act{color:inherit;border-block-start:1px solid var(--line);margin:0;padding-block:.5rem;font-size:1rem}
section .actions:last-child{margin-block-end:0}
.act summary{font-weight:600;padding-block:.375rem}
.act form{display:grid;gap:.375rem;justify-items:start;max-inline-size:36rem;margin-block:.5rem}
.act label{font-weight:600}
.act input{inline-size:100%}
.act button{margin-block-start:.25rem}
.made{border-color:var(--accent);margin-block-start:1rem}
.code{font-size:2rem;font-weight:600;font-variant-numeric:tabular-nums;line-height:1.3;margin:.5rem 0}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:26rem){.chart{display:none}th,td{padding-inline-end:.5rem}}
@media (forced-colors:active){.fill{fill:CanvasText}.track{fill:Canvas;stroke:CanvasText}section{border-color:CanvasText}}
`
