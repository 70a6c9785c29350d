import { escapeXml } from "./escapeXml.ts";

export interface ChartElement {
  readonly kind: string;
  readonly width: number;
  readonly height: number;
  /** What the chart shows, for people who do not see it. */
  readonly title: string;
  /** Left out where it is the title. */
  readonly description: string;
  readonly body: string;
  /** `data-*` attributes, read by scripts that make the chart interactive. */
  readonly data?: Readonly<Record<string, string>>;
}

/** The `<svg>` around a chart. It scales with its container; sizes are user units of the view box. */
export const chartElement = (chart: ChartElement): string => {
  const data = Object.entries(chart.data ?? {})
    .map(([name, value]) => ` data-${name}="${escapeXml(value)}"`)
    .join("");
  const description = chart.description === chart.title ? "" : `<desc>${escapeXml(chart.description)}</desc>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart ${chart.kind}" viewBox="0 0 ${chart.width} ${chart.height}" ` +
    `role="img" font-family="system-ui, sans-serif" font-size="13" aria-label="${escapeXml(chart.title)}"${data}>` +
    `<title>${escapeXml(chart.title)}</title>${description}${chart.body}</svg>`
  );
};

/** A chart's place when it has no data: the same size, so that nothing jumps when data arrives. */
export const emptyChart = (
  chart: Omit<ChartElement, "body" | "description" | "data">,
  message: string,
): string =>
  chartElement({
    ...chart,
    kind: `${chart.kind} empty`,
    description: message,
    body: `<text class="tick" x="${chart.width / 2}" y="${chart.height / 2}" text-anchor="middle" fill="#5d626b">${escapeXml(message)}</text>`,
  });
