/** The shop's one style sheet. Logical properties only, so that it mirrors by itself. */

export const SHOP_STYLES = `:root{
color-scheme:light dark;
--paper:#f7f3ea;--card:#fffdf8;--ink:#1d2a24;--muted:#55625b;--line:#ddd5c4;--edge:#7b7f76;
--pine:#1f5c42;--pine-strong:#154330;--on-pine:#fff;--tint:#e9efe4;--danger:#9b1c1c;--danger-tint:#fbeae7;
--deep:#133c2b;--wood:#d9a441;--sheet:#fffaf0;--graphite:#3b3f3d;--metal:#b9bdb6;--blush:#e2917c;--shade:#e4dccb;--stroke:#a99b7d;
--serif:'Iowan Old Style','Palatino Linotype',Palatino,'URW Palladio L',P052,Georgia,serif;
--radius:.75rem;
font:1rem/1.55 system-ui,-apple-system,'Segoe UI',sans-serif;
}
@media (prefers-color-scheme:dark){:root{
--paper:#131815;--card:#1b221e;--ink:#ece8dd;--muted:#a8b2ab;--line:#333d37;--edge:#7f8b84;
--pine:#86cfa9;--pine-strong:#a9e2c4;--on-pine:#0c1912;--tint:#22302a;--danger:#f2a79d;--danger-tint:#3a201d;
--deep:#2f6b50;--wood:#c8953a;--sheet:#e9e2d0;--graphite:#5d635f;--metal:#8d938f;--blush:#b96e5c;--shade:#0e1210;--stroke:#8a7d62;
}}
*{box-sizing:border-box}
body{margin:0;min-block-size:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);overflow-wrap:break-word}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.2;margin:0 0 .75rem;text-wrap:balance}
h1{font-size:clamp(1.75rem,1.3rem + 2vw,2.5rem)}h2{font-size:1.375rem}h3{font-size:1.125rem;margin-block-end:.25rem}
p{margin:0 0 .75rem}a{color:var(--pine);text-underline-offset:.2em}a:hover{color:var(--pine-strong)}
:focus-visible{outline:3px solid var(--pine);outline-offset:2px;border-radius:.25rem}
main:focus{outline:none}
code{font:.95em ui-monospace,'SFMono-Regular',Menlo,monospace;background:var(--tint);padding:.1em .35em;border-radius:.3em;white-space:nowrap}
.skip{position:absolute;inset-inline-start:1rem;inset-block-start:-4rem;padding:.5rem 1rem;background:var(--card);z-index:1}
.skip:focus{inset-block-start:.5rem}
header{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.25rem 2rem;padding:.75rem max(1.25rem,calc((100% - 68rem)/2));border-block-end:1px solid var(--line);background:var(--card)}
.brand{display:inline-flex;align-items:center;gap:.625rem;min-block-size:2.75rem;font:600 1.25rem/1 var(--serif);color:var(--ink);text-decoration:none}
nav{display:flex;flex-wrap:wrap;gap:0 clamp(.5rem,3vw - .25rem,1.25rem);margin-inline:-.25rem}@media (max-width:30rem){nav{font-size:.9375rem}}
nav a{display:inline-flex;align-items:center;min-block-size:2.75rem;padding-inline:.25rem;color:var(--ink);text-decoration:none;border-block-end:2px solid transparent}
nav a:hover{border-color:var(--edge)}nav a[aria-current]{border-color:var(--pine);color:var(--pine);font-weight:600}
main{flex:1;inline-size:100%;max-inline-size:70.5rem;margin-inline:auto;padding:clamp(1.5rem,4vw,3rem) 1.25rem}
main.narrow{max-inline-size:40rem}
footer{padding:1.25rem;border-block-start:1px solid var(--line);color:var(--muted);font-size:.9375rem;text-align:center}footer p{margin:0}
.lead{font-size:1.1875rem;color:var(--muted);max-inline-size:36rem}.hint,.aside{color:var(--muted);font-size:.9375rem}
.hero{padding-block:clamp(.5rem,3vw,2.5rem) clamp(2rem,5vw,3.5rem)}.hero h1{font-size:clamp(2.125rem,1.4rem + 3.6vw,3.5rem)}
.actions{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem 1rem;margin-block:1.25rem}
.products{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,18rem),1fr));gap:1.25rem}
.product{display:flex;flex-direction:column;background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1.25rem}
.product p{color:var(--muted);font-size:.9375rem;margin:0}.product .price{margin-block-start:auto;padding-block-start:.75rem;color:var(--ink);font-variant-numeric:tabular-nums}
.drawing{inline-size:100%;block-size:auto;background:var(--tint);border-radius:.5rem;margin-block-end:1rem;padding:.75rem}
@media (max-width:36rem){.product{display:grid;grid-template-columns:minmax(0,8rem) 1fr;grid-template-rows:auto 1fr auto;column-gap:1rem;padding:.875rem}
.product .drawing{grid-row:1/span 3;margin:0;align-self:center;padding:.375rem}.product .price{padding-block-start:.25rem}}
.pine{fill:var(--pine)}.drawing .pine{fill:#2c7a59}.deep{fill:var(--deep)}.wood{fill:var(--wood)}.sheet{fill:var(--sheet)}.graphite{fill:var(--graphite)}.metal{fill:var(--metal)}.blush{fill:var(--blush)}.shade{fill:var(--shade)}
.veil{fill:#fff;fill-opacity:.22}.line{fill:none;stroke:var(--stroke);stroke-width:1.5;stroke-linecap:round}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1.5rem clamp(1.5rem,4vw,3rem);align-items:start}
.stack{display:grid;gap:1.5rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:clamp(1rem,3vw,1.5rem)}
.card>:last-child,.card article>:last-child{margin-block-end:0}
form{display:grid;gap:.375rem;margin-block:1rem}.card form{margin-block-end:0}
label{font-weight:600;margin-block-start:.5rem}form>label:first-of-type{margin-block-start:0}
form .hint{margin:0}
input{font:inherit;inline-size:100%;min-block-size:2.75rem;padding:.5rem .75rem;color:var(--ink);background:var(--paper);border:1px solid var(--edge);border-radius:.5rem}
input[aria-invalid]{border-color:var(--danger);border-width:2px}
button,.button{font:inherit;font-weight:600;display:inline-flex;align-items:center;justify-content:center;min-block-size:2.75rem;padding:.5rem 1.25rem;border:1px solid var(--pine);border-radius:.5rem;background:var(--pine);color:var(--on-pine);text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--pine-strong);border-color:var(--pine-strong);color:var(--on-pine)}
form>button{margin-block-start:1rem}.actions form{margin:0}.actions form>button{margin:0}
.quiet,button.quiet{background:transparent;color:var(--pine)}.quiet:hover,button.quiet:hover{background:var(--tint);color:var(--pine-strong)}
.problem{margin:0 0 .75rem;padding:.625rem .875rem;border-inline-start:4px solid var(--danger);background:var(--danger-tint);border-radius:.25rem}form .problem{margin:0}
.note{padding:.75rem 1rem;background:var(--tint);border-radius:.5rem}
.empty{padding:2rem 1rem;text-align:center;color:var(--muted);border:1px dashed var(--edge);border-radius:var(--radius)}
.people{list-style:none;margin:0;padding:0;display:grid;gap:.5rem}
.people li{display:grid;grid-template-columns:1fr auto;column-gap:1rem;align-items:center;background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.625rem 1rem}
.people li.chosen{border-color:var(--pine);background:var(--tint)}
.people p{margin:0}.people p:first-child{display:flex;flex-wrap:wrap;column-gap:.5rem;align-items:baseline}.people p:nth-child(2){color:var(--muted);font-size:.9375rem;grid-column:1}
.people a,.people .filled{grid-column:2;grid-row:1/span 2;padding:.625rem .25rem}.people .filled{font-weight:600;color:var(--pine)}
.state{font-size:.9375rem}
table{inline-size:100%;border-collapse:collapse}th,td{padding:.5rem .5rem .5rem 0;text-align:start;vertical-align:top;border-block-end:1px solid var(--line)}
[dir=rtl] :is(th,td){padding:.5rem 0 .5rem .5rem}th{font-size:.9375rem;color:var(--muted);font-weight:600}tbody tr:last-child td{border:0}
.date{white-space:nowrap}.number{text-align:end;padding-inline:0;font-variant-numeric:tabular-nums;white-space:nowrap}
dl{display:grid;grid-template-columns:auto 1fr;gap:.375rem 1.25rem;margin:0 0 1.25rem}dt{color:var(--muted)}dd{margin:0;min-inline-size:0}
.messages{list-style:none;margin:0;padding:0;display:grid;gap:1rem}.messages h2{font-size:1.125rem;margin-block-end:.125rem}.text{white-space:pre-line}
.made{margin-block-end:1.5rem;border-color:var(--pine)}.code{font:600 clamp(1.375rem,6vw,2rem)/1.3 ui-monospace,'SFMono-Regular',Menlo,monospace;letter-spacing:.04em}
/* English inside a frame that runs from right to left: each paragraph keeps its own direction, at the frame's side. */
[dir=rtl] main :is(h1,h2,h3,p,li,dt,dd,th,td,label){unicode-bidi:plaintext;text-align:right}
[dir=rtl] main .number{text-align:left}
@media (forced-colors:active){nav a[aria-current]{border-color:Highlight}.people li.chosen{border-color:Highlight;border-width:2px}}
`
