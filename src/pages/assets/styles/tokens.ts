/**
 * Colors and sizes. Each can be set from outside by a custom property `--second-factor-…`; what is not set follows the
 * person's scheme.
 */
export const TOKENS = `
.second-factor,.card,dialog.frame{color-scheme:light dark;
--a:var(--second-factor-accent,#0b57d0);--on-a:var(--second-factor-on-accent,#fff);
--page:var(--second-factor-page,#eef1f6);--card:var(--second-factor-card,#fff);
--ink:var(--second-factor-ink,#1a1c20);--soft:var(--second-factor-soft,#53575f);
--line:var(--second-factor-line,#757a84);--hair:#d9dde4;--wash:#f3f6fb;
--bad:var(--second-factor-bad,#b3261e);--good:var(--second-factor-good,#146c2e);
--r:var(--second-factor-radius,.75rem);--w:var(--second-factor-width,22rem)}
@media (prefers-color-scheme:dark){.second-factor,.card,dialog.frame{
--a:var(--second-factor-accent,#a8c7fa);--on-a:var(--second-factor-on-accent,#062e6f);
--page:var(--second-factor-page,#111316);--card:var(--second-factor-card,#1d1f23);
--ink:var(--second-factor-ink,#e5e7eb);--soft:var(--second-factor-soft,#b3b8c2);
--line:var(--second-factor-line,#8b909b);--hair:#353940;--wash:#262a30;
--bad:var(--second-factor-bad,#f5b5af);--good:var(--second-factor-good,#8fd89f)}}
`
