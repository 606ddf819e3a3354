/** The style of the HTML report: light, dark, narrow and print. Colour is never the only sign. */
export const style: string = `
:root { color-scheme: light dark; --paper: #faf9f6; --card: #ffffff; --ink: #1d1f24; --quiet: #5b606b; --line: #dedcd5;
  --accent: #1f4e79; --block: #a3201a; --review: #8a4b00; --incomplete: #6a3d9a; --attribute: #1f5f8b; --pass: #2b6a3b;
  --mark: #ffe08a; --wash: #f1efe9; }
@media (prefers-color-scheme: dark) { :root { --paper: #14161a; --card: #1c1f25; --ink: #e8e6e1; --quiet: #a2a7b3;
  --line: #343843; --accent: #8fbce6; --block: #ff8f85; --review: #f2b263; --incomplete: #cba6f5; --attribute: #8cc4ec;
  --pass: #8ad09a; --mark: #6b5300; --wash: #23272f; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 7.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; font-size: 1rem;
  font-family: system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; }
:lang(ja) { line-break: strict; word-break: auto-phrase; }
.top, main { max-width: 70rem; margin: 0 auto; padding: 0 1.25rem; }
.top { display: flex; justify-content: space-between; align-items: center; padding-top: 1rem; padding-bottom: .5rem; }
.brand { margin: 0; font-weight: 700; color: var(--accent); font-size: 1.05rem; }
.brand span { color: var(--quiet); font-weight: 500; margin-left: .35rem; }
h1, h2, h3, p, ul, dl, figure, blockquote { margin: 0; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
h3 { font-size: 1rem; }
.count { color: var(--quiet); font-weight: 500; font-size: .9em; }
.quiet, .note, .limits { color: var(--quiet); font-size: .9rem; }
.note { margin: .75rem 0; }
.limits { margin: 2.5rem 0 3rem; border-top: 1px solid var(--line); padding-top: 1rem; max-width: 48rem; }
button, select, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; padding: .25rem .6rem; min-height: 2.1rem; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#not-loaded { display: block; margin: 0; padding: 1rem 1.25rem; background: #5b1410; color: #fff; font-size: 1.05rem; }
#not-loaded strong { font-size: 1.3rem; display: block; }
body:has(#complete):has(main[data-state="given"]) #not-loaded { display: none; }
html.broken #not-loaded { display: block !important; }
body:not(:has(#complete)) .outcome, html.broken .outcome, html.broken .tiles { display: none; }
.outcome { background: var(--card); border: 1px solid var(--line); border-left: .5rem solid currentColor; border-radius: .6rem;
  padding: 1.25rem 1.5rem 1.4rem; }
.outcome > * { color: var(--ink); }
.outcome > .quiet { color: var(--quiet); }
.outcome.block { color: var(--block); } .outcome.review { color: var(--review); }
.outcome.incomplete { color: var(--incomplete); } .outcome.attribute { color: var(--attribute); }
.outcome.pass { color: var(--pass); }
.outcome h1 { font-size: 1.9rem; line-height: 1.25; letter-spacing: .01em; }
.outcome .word { text-transform: uppercase; }
.outcome.block .word { color: var(--block); } .outcome.review .word { color: var(--review); }
.outcome.incomplete .word { color: var(--incomplete); } .outcome.attribute .word { color: var(--attribute); }
.outcome.pass .word { color: var(--pass); }
.shadow { display: inline-block; border: 2px dashed var(--ink); border-radius: .4rem; padding: 0 .5rem; font-size: 1.1rem;
  vertical-align: middle; margin-right: .4rem; }
.lead { font-size: 1.15rem; margin-top: .25rem; }
.tiles { list-style: none; padding: 0; margin-top: 1rem; display: flex; flex-wrap: wrap; gap: .5rem; }
.tiles li { border: 1px solid currentColor; border-radius: .5rem; padding: .25rem .7rem; }
.tiles b { font-variant-numeric: tabular-nums; }
.tiles li > span:last-child { color: var(--ink); }
.tiles .block { color: var(--block); } .tiles .review { color: var(--review); } .tiles .incomplete { color: var(--incomplete); }
.tiles .attribute { color: var(--attribute); } .tiles .pass { color: var(--pass); }
.tiles .none { color: var(--quiet); border-color: var(--line); }
.tiles .none > span:last-child { color: var(--quiet); }
.coverage { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: .75rem; }
.coverage > div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem; }
.coverage > .gap { border-style: dashed; border-width: 2px; border-color: var(--incomplete); }
.coverage ul { list-style: none; padding: 0; margin-top: .3rem; font-size: .92rem; }
.coverage li { overflow-wrap: anywhere; padding: .1rem 0; }
.filters { display: none; }
html.js .filters { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; position: sticky; top: 0; z-index: 1;
  background: var(--paper); padding: .6rem 0; border-bottom: 1px solid var(--line); font-size: .9rem; }
.filters select { max-width: 14rem; } .filters input { width: 10rem; }
.steps { display: inline-flex; gap: .35rem; align-items: center; }
kbd { color: var(--quiet); font: inherit; font-size: .85rem; }
#shown { color: var(--quiet); margin-left: auto; }
article { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.25rem; margin: .9rem 0;
  overflow-wrap: anywhere; }
article:focus { outline: 3px solid var(--accent); outline-offset: 1px; }
article > header { display: flex; flex-wrap: wrap; gap: .3rem .75rem; align-items: baseline; }
article > header .quiet { margin-left: auto; }
.badge { border: 1.5px solid currentColor; border-radius: 1rem; padding: 0 .65rem; font-weight: 650; font-size: .88rem; white-space: nowrap; }
.badge.block { color: var(--block); } .badge.review { color: var(--review); } .badge.incomplete { color: var(--incomplete); }
.badge.attribute { color: var(--attribute); } .badge.pass { color: var(--pass); }
.fact { margin-top: .45rem; font-size: 1.05rem; }
.beside { font-size: .95rem; margin-top: .1rem; }
.kind { color: var(--quiet); border: 1px solid var(--line); border-radius: .3rem; padding: 0 .35rem; font-size: .85em; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .15rem 1.1rem; margin-top: .6rem; font-size: .92rem; }
dt { color: var(--quiet); } dd { margin: 0; }
dd ul { padding-left: 1.1rem; }
.identity { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono CJK JP", monospace; font-size: .82rem; overflow-wrap: anywhere; }
.identity dt { font-family: system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", sans-serif; font-size: .9rem; }
details { margin-top: .7rem; border-top: 1px solid var(--line); padding-top: .5rem; }
summary { cursor: pointer; color: var(--accent); font-size: .92rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--wash); border-radius: .4rem; padding: .75rem 1rem; font-size: .85rem; }
.passages { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; margin-top: .7rem; }
.pictures { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: .7rem; align-items: flex-start; }
.pictures figure { max-width: 100%; }
.pictures svg { display: block; max-width: 100%; height: auto; border-radius: .3rem; outline: 1px solid var(--line); background: var(--wash); }
.pictures rect { fill: none; vector-effect: non-scaling-stroke; }
.pictures .halo { stroke: #fff; stroke-width: 6px; } .pictures .line { stroke: #c2185b; stroke-width: 2.5px; }
.pictures .missing { background: var(--wash); border: 1px dashed var(--line); border-radius: .4rem; padding: .75rem 1rem; color: var(--quiet); }
.holds { border: 1px solid var(--review); border-left-width: .35rem; border-radius: .4rem; padding: .5rem .9rem; margin: .75rem 0 0; font-size: .95rem; }
figcaption { color: var(--quiet); font-size: .85rem; }
blockquote { white-space: pre-wrap; background: var(--wash); border-radius: .4rem; padding: .75rem 1rem; }
figure { display: flex; flex-direction: column; } figure blockquote { flex: 1; }
mark { background: var(--mark); color: inherit; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
@media (max-width: 44rem) {
  .top, main { padding-left: .8rem; padding-right: .8rem; }
  .passages { grid-template-columns: 1fr; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
  html.js .filters { position: static; } .filters label { flex: 1 1 8rem; display: flex; flex-direction: column; }
  .filters select, .filters input { max-width: none; width: 100%; }
  #shown { margin-left: 0; } kbd { display: none; }
  .outcome { padding: 1rem; } .outcome h1 { font-size: 1.5rem; }
  article > header .quiet { margin-left: 0; }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media screen { article { content-visibility: auto; contain-intrinsic-size: auto 18rem; } }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #999; --accent: #000; --block: #000; --review: #000;
    --incomplete: #000; --attribute: #000; --pass: #000; --mark: #ddd; --wash: #f4f4f4; }
  .filters label, .steps, #print { display: none !important; } html.js .filters { position: static; border: 0; }
  article, .outcome, .coverage > div, .pictures { break-inside: avoid; }
  body { font-size: 10pt; } .top, main { max-width: none; padding: 0; }
}
`;
