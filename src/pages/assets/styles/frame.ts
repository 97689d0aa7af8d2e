/** The page, the dialog over it, and the card that both show. */
export const FRAME = `
*,::before,::after{box-sizing:border-box}
[hidden]{display:none!important}
body.second-factor{margin:0;min-block-size:100vh;min-block-size:100dvh;display:grid;place-items:center;background:var(--page)}
second-factor-dialog{display:block}
dialog.frame{position:fixed;inset:0;margin:auto;inline-size:fit-content;block-size:fit-content;max-inline-size:100vw;max-block-size:100vh;max-block-size:100dvh;padding:1rem min(1rem,4vw);border:0;background:transparent;color:var(--ink);overflow:auto;overscroll-behavior:contain}
dialog.frame::backdrop{background:transparent}
dialog.over::backdrop{background:#10131899;backdrop-filter:blur(3px)}
.card{inline-size:min(var(--w),100vw - 2*min(1rem,4vw));padding:1.75rem clamp(.5rem,6vw,1.75rem) 1.25rem;background:var(--card);color:var(--ink);border:1px solid transparent;border-radius:calc(var(--r)*1.5);box-shadow:0 1px 2px #0f172a1f,0 4px 14px -2px #0f172a24;font:1rem/1.5 var(--second-factor-font,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif);overflow-wrap:anywhere}
body>second-factor-dialog>.card{margin-block:1rem}
h1,h2,p,ul,fieldset{margin:0;padding:0;border:0}
.app{color:var(--soft);font-size:.875rem;font-weight:600;margin-block-end:.75rem}
h1{font-size:1.375rem;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h1:focus{outline:none}
h2{font-size:1rem;line-height:1.35}
[role=status]{margin-block-start:.5rem;color:var(--soft);min-block-size:1.5em}
.body{display:grid;grid-template-columns:minmax(0,1fr);gap:.75rem;margin-block-start:1.25rem}
:focus-visible{outline:3px solid var(--a);outline-offset:2px}
.hint{display:block;color:var(--soft);font-size:.875rem;line-height:1.4}
.hidden{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
[data-live] [data-plain],:not([data-live])>.body [data-script]{display:none}
@media (forced-colors:active){.card{border-color:CanvasText}}
`
