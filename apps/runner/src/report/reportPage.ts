import { chartStyles } from "@steepest/charts/chartStyles.ts";
import { type Html, html, raw } from "./html.ts";

/** One HTML file by itself: no script, no font, nothing to load. */
export function reportPage(title: string, body: Html): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Steepest</title>
<style>${raw(reportStyles)}${raw(chartStyles)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return page.markup;
}

/** The look of a run's report: a well-set page in the system's fonts, light and dark. */
const reportStyles = `
:root{--ink:#24262b;--paper:#fbfaf6;--muted:#5d626b;--rule:#d8d4c8;--tint:#f1eee4}
@media (prefers-color-scheme:dark){:root{--ink:#e6e4de;--paper:#16181c;--muted:#a3a7af;--rule:#3a3e46;--tint:#20242a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 "Source Sans 3","Segoe UI",system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums}
main{max-width:62rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2.5rem 0 .75rem}
.facts,.note{color:var(--muted);font-size:.9rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--rule)}
thead th{border-bottom:2px solid var(--rule);color:var(--muted);font-weight:600}
tbody th{font-weight:500}.number{text-align:right}.own{background:var(--tint)}.own th{font-weight:700}
.legend svg.chart{display:inline-block;width:1.4em;height:.64em;margin:0 .4em 0 0}.legend span{margin-right:1.25em}
figure{margin:1rem 0}code{font:.9em ui-monospace,"Source Code Pro",monospace}
`.trim();
