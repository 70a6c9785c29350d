import { extent } from "d3-array";
import { line } from "d3-shape";
import { chartElement, emptyChart } from "./chartElement.ts";
import { type ChartForm, ticksFor } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { labelWidth, legendBelow, legendRows, lineLabels } from "./lineLabels.ts";
import { createAxis, drawAxes } from "./plotArea.ts";
import { submissionColours } from "./submissionColour.ts";

export interface PlotSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number | null])[];
  /** What others are judged against: thin and grey. */
  readonly isReference?: boolean;
}

export interface PlotAxis {
  readonly label: string;
  readonly scale: "linear" | "log";
}

export interface LinePlotOptions extends ChartForm {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
  /** Dots without lines between them. */
  readonly dots?: boolean;
  readonly height?: number;
}

/** Smaller numbers, and axes that span less, are as good as nothing: ticks could not be counted between them. */
const smallest = 1e-280;

/** A domain with some air (0: none); linear where a logarithm has nothing to stand on. */
export function plotDomain(
  values: readonly number[],
  wanted: "linear" | "log",
  margin = 0.04,
): { readonly domain: [number, number]; readonly scale: "linear" | "log" } {
  const positive = values.filter((value) => value > smallest);
  const scale = wanted === "log" && positive.length > 0 ? "log" : "linear";
  const [low = 0, high = 1] = extent(scale === "log" ? positive : values) as [number, number];
  if (scale === "log") {
    const factor = low === high ? 1.5 : 1 + 2 * margin;
    return { scale, domain: [low / factor, high * factor] };
  }
  const size = Math.max(Math.abs(low), Math.abs(high));
  // Of two neighbours among the numbers nothing lies between.
  const isOne = high - low <= Math.max(smallest, size * 1e-12);
  const air = isOne ? (size > smallest ? size * 0.1 : 1) : (high - low) * margin;
  return { scale, domain: [low - air, high + air] };
}

/** Lines or dots over two axes, each linear or logarithmic. Values that an axis cannot show leave a gap. */
export const linePlot = (options: LinePlotOptions): string => {
  const { title, dots = false, width = 720, height = 380, legend = "beside" } = options;
  const frame = { kind: "line-plot", width, title };
  const showable = ([x, y]: readonly [number, number | null]) =>
    isFiniteNumber(x) &&
    isFiniteNumber(y) &&
    (options.x.scale === "linear" || x > smallest) &&
    (options.y.scale === "linear" || y > smallest);
  const series = options.series.filter(({ points }) => points.some(showable));
  if (series.length === 0) return emptyChart({ ...frame, height }, "Nothing was measured.");
  const shown = series.flatMap(({ points }) => points.filter(showable)) as (readonly [number, number])[];
  const xs = plotDomain(
    shown.map(([x]) => x),
    options.x.scale,
  );
  const ys = plotDomain(
    shown.map(([, y]) => y),
    options.y.scale,
  );
  const names = series.map(({ name }) => name);
  const isBelow =
    legend === "below" || labelWidth(names) > width / 2 || legendRows(names.length) > height - 76;
  const right = isBelow ? width - 16 : width - labelWidth(names) - 8;
  const area = { left: 62, right, top: 30, bottom: height - 46 };
  const axes = {
    x: { ...xs, label: options.x.label, ticks: ticksFor(right - area.left, 7) },
    y: { ...ys, label: options.y.label, ticks: 6 },
  };
  const x = createAxis(axes.x, [area.left, area.right]);
  const y = createAxis(axes.y, [area.bottom, area.top]);
  const path = line<readonly [number, number | null]>(
    ([at]) => x(at),
    ([, value]) => y(value ?? Number.NaN),
  )
    .defined(showable)
    .digits(2);
  const colours = submissionColours(names);
  const drawn = series.map((one, index) => {
    const colour = colours[index]!;
    const label = escapeXml(one.name);
    const title = `<title>${label}</title>`;
    if (dots && !one.isReference) {
      return one.points
        .filter(showable)
        .map(
          ([at, value]) =>
            `<circle class="fill-${colour.index}" fill="${colour.light}" opacity="0.75" cx="${x(at)}" cy="${y(value as number)}" r="3.5">${title}</circle>`,
        )
        .join("");
    }
    const d = path([...one.points]) ?? "";
    return one.isReference
      ? `<path class="axis" d="${d}" fill="none" stroke="#5d626b" stroke-dasharray="3 3">${title}</path>`
      : `<path class="line stroke-${colour.index}" data-series="${label}" d="${d}" fill="none" stroke="${colour.light}" stroke-width="1.75" stroke-dasharray="${colour.dash}">${title}</path>`;
  });
  const ends = series.map((one, index) => ({
    colour: colours[index]!,
    text: one.name,
    ...(one.isReference ? { dash: "3 3" } : dots ? { dash: "" } : {}),
    y: y(one.points.filter(showable).at(-1)?.[1] as number),
  }));
  const labels = isBelow
    ? legendBelow(ends, 4, height)
    : lineLabels(ends, area.right + 8, area.top, area.bottom);
  return chartElement({
    ...frame,
    height: height + (isBelow ? legendRows(series.length) : 0),
    description: series
      .map(({ name, points }) => {
        const last = points.filter(showable).at(-1) as readonly [number, number];
        return `${name}: ${formatTick(last[1], 4)} at ${formatTick(last[0], 4)}.`;
      })
      .join(" "),
    body: drawAxes(area, x, y, axes) + drawn.join("") + labels,
  });
};
