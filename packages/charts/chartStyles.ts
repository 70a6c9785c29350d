import { palette, paper } from "./palette.ts";

const properties = (theme: "light" | "dark"): string =>
  palette.map((colour, index) => `--series-${index}:${colour[theme]}`).join(";");

const ink = {
  light: "--chart-ink:#24262b;--chart-muted:#5d626b;--chart-grid:#e4e1d8;--chart-target:#7a1f2b",
  dark: "--chart-ink:#e6e4de;--chart-muted:#a3a7af;--chart-grid:#30343b;--chart-target:#f0a0a8",
} as const;

const series = palette
  .map(
    (_, index) =>
      `.chart .stroke-${index}{stroke:var(--series-${index})}.fill-${index}{fill:var(--series-${index});background-color:var(--series-${index})}`,
  )
  .join("");

/**
 * The stylesheet of every chart: colours as custom properties for both themes (`data-theme` on the root element wins
 * over the system's choice). Charts read well without it, in the light theme.
 */
export const chartStyles = `
:root{${properties("light")};${ink.light};--chart-paper:${paper.light}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){${properties("dark")};${ink.dark};--chart-paper:${paper.dark}}}
:root[data-theme=dark]{${properties("dark")};${ink.dark};--chart-paper:${paper.dark}}
.chart{display:block;width:100%;height:auto;font-family:inherit;font-size:var(--chart-font-size,13px);font-variant-numeric:tabular-nums lining-nums;overflow:visible}
.chart text{fill:var(--chart-ink)}.chart .tick,.chart .axis-label{fill:var(--chart-muted)}
.chart .grid{stroke:var(--chart-grid)}.chart .axis{stroke:var(--chart-muted)}
.chart .target{stroke:var(--chart-target)}.chart .target-label{fill:var(--chart-target);stroke:var(--chart-paper)}
.chart .whisker{stroke:var(--chart-ink)}.chart .track{fill:var(--chart-grid)}.chart .halo{stroke:var(--chart-paper);fill:var(--chart-paper)}
.chart .line{fill:none;stroke-linejoin:round;stroke-linecap:butt}
${series}`.trim();
