/** The style of documents: light, dark, narrow and print. Colour is never the only sign. */
export const documentStyle: string = `
:root { color-scheme: light dark; --paper: #faf9f6; --card: #ffffff; --ink: #1d1f24; --quiet: #5b606b; --line: #dedcd5;
  --accent: #1f4e79; --open: #8a4b00; --wash: #f1efe9; }
@media (prefers-color-scheme: dark) { :root { --paper: #14161a; --card: #1c1f25; --ink: #e8e6e1; --quiet: #a2a7b3;
  --line: #343843; --accent: #8fbce6; --open: #f2b263; --wash: #23272f; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 0 1.25rem 3rem; max-width: 60rem; background: var(--paper); color: var(--ink);
  line-height: 1.6; font-family: system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Noto Sans JP",
  "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, sans-serif; overflow-wrap: anywhere; }
:lang(ja) { line-break: strict; word-break: auto-phrase; }
h1, h2, h3, p, ul, dl, figure { margin: 0; }
header { padding: 1.5rem 0 1rem; border-bottom: 3px solid var(--accent); }
header h1 { font-size: 1.8rem; line-height: 1.3; margin: .25rem 0 .5rem; }
header p { color: var(--quiet); }
header .brand { color: var(--accent); font-weight: 700; }
header .banner { display: inline-block; border: 2px solid var(--open); color: var(--open); border-radius: .4rem;
  padding: .1rem .7rem; font-weight: 700; }
nav ul { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; margin: 1rem 0; }
a { color: var(--accent); }
.open { color: var(--open); font-size: .85rem; }
section { margin-top: 2rem; }
h2 { font-size: 1.25rem; margin-bottom: .75rem; }
.lines { padding-left: 1.2rem; }
.quiet, .lines.quiet { color: var(--quiet); font-size: .9rem; }
.lines.gap { border-left: .3rem dashed var(--open); list-style-position: inside; padding: .1rem 0 .1rem .9rem; }
.facts { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(0, 1fr); gap: .25rem 1.25rem; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; }
.item { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem;
  margin-bottom: .75rem; break-inside: avoid; }
.item.missing { border-left: .4rem solid var(--open); }
.item h3 { font-size: 1.02rem; }
.item .id { color: var(--accent); font-variant-numeric: tabular-nums; margin-right: .3rem; }
.marks span { display: inline-block; color: var(--quiet); font-size: .85rem; margin-right: .9rem; }
.decision { font-weight: 700; margin-top: .35rem; }
.part { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 0 1rem; margin-top: .5rem; }
.part .who { color: var(--quiet); font-size: .9rem; }
.blank { margin-top: .6rem; border: 1px dashed var(--open); border-radius: .4rem; padding: .5rem .8rem; color: var(--open); }
.scroll { overflow-x: auto; margin: .4rem 0; }
.scroll:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; overflow-wrap: normal; }
th, td { padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; text-align: start; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
th.end, td.end { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
td { min-width: 4rem; max-width: 28rem; overflow-wrap: anywhere; } td:first-child { min-width: 9rem; }
td.end { min-width: 0; }
figure { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .9rem 1.1rem; margin: .5rem 0; }
figcaption { color: var(--quiet); margin-bottom: .4rem; }
figure svg { display: block; width: 100%; height: auto; min-width: 30rem; max-width: 720px; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; color: var(--quiet); font-size: .88rem; }
footer p { margin-bottom: .4rem; }
@media (max-width: 40rem) { .part, .facts { grid-template-columns: minmax(0, 1fr); } header h1 { font-size: 1.4rem; } }
@media print { :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #123a5e; --open: #6b3a00; }
  body { max-width: none; font-size: 10pt; } nav { display: none; } .scroll { overflow: visible; }
  figure { break-inside: avoid; } figure svg { min-width: 0; } td:first-child { min-width: 0; }
  .item:has(table) { break-inside: auto; } tr { break-inside: avoid; } thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; } h2, h3 { break-after: avoid; } }
`;
