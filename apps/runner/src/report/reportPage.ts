import { chartStyles } from "@steepest/charts/chartStyles.ts";
import { type Html, html, raw } from "./html.ts";
import { reportStyles } from "./reportStyles.ts";

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
