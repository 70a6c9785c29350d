import { escapeXml } from "./escapeXml.ts";

/** Charts below each other as one picture, each as large as it is. */
export function stackCharts(charts: readonly string[], title: string): string {
  let height = 0;
  let width = 0;
  const parts = charts.map((chart) => {
    const [, wide = "0", high = "0"] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(chart) ?? [];
    const placed = chart.replace("<svg ", `<svg x="0" y="${height}" width="${wide}" height="${high}" `);
    width = Math.max(width, Number(wide));
    height += Number(high) + gap;
    return placed;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${Math.max(0, height - gap)}" role="img" aria-label="${escapeXml(title)}">` +
    `${parts.join("")}</svg>`
  );
}

const gap = 18;
