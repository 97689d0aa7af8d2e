/** Buttons, links and fields. Targets are 44 pixels high, links in the foot at least 24. */
export const CONTROLS = `
form,.field{display:grid;grid-template-columns:minmax(0,1fr);gap:.375rem;margin:0}
form>.field+button,form>fieldset+button,form>.hint+button{margin-block-start:.5rem}
form>.field~.field,form>.fact,form>.fact+.hint{margin-block-start:.625rem}
button,.button{display:block;inline-size:100%;min-block-size:2.75rem;padding:.5rem .625rem;font:inherit;font-size:.9375rem;font-weight:600;line-height:1.35;text-align:center;text-decoration:none;color:var(--ink);background:transparent;border:1px solid var(--line);border-radius:var(--r);cursor:pointer}
a.button{display:flex;align-items:center;justify-content:center}
button:hover,.button:hover{background:var(--wash)}
.primary,.primary:hover{background:var(--a);border-color:var(--a);color:var(--on-a)}
.primary:hover{box-shadow:inset 0 0 0 2em #ffffff1a}
button[aria-disabled=true],[data-busy] button{cursor:default}
button[aria-disabled=true]{background:transparent;color:var(--soft);border-style:dashed;border-color:var(--line)}
button.disguised,a:not(.button){inline-size:auto;min-block-size:0;padding:.25rem 0;border:0;background:none;color:var(--a);font:inherit;font-weight:500;text-align:start;text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:1px}
a:not(.button):hover,button.disguised:hover{text-decoration-thickness:2px}
label,.label{font-weight:600}
input:not([type=hidden],[type=radio],[type=checkbox]){font:inherit;inline-size:100%;min-block-size:2.75rem;padding:.5rem .75rem;color:var(--ink);background:transparent;border:1px solid var(--line);border-radius:var(--r)}
input[dir=ltr]{text-align:left}
[dir=rtl] input[dir=ltr]{text-align:right}
input[aria-invalid=true]{border-color:var(--bad);border-width:2px}
#code,#match_code{font-size:1.375rem;letter-spacing:.12em;font-variant-numeric:tabular-nums}
.problem{display:block;color:var(--bad);font-size:.875rem;font-weight:600;line-height:1.4}
.box{padding:.625rem .75rem;border:1px solid var(--line);border-radius:var(--r);font-size:.9375rem}
.problem.box{border-color:var(--bad)}
`
