import { scaleLinear, scaleLog } from "d3-scale";
import { escapeXml } from "./escapeXml.ts";
import { round } from "./finite.ts";
import { fitText } from "./fitText.ts";
import { formatTick } from "./formatTick.ts";

export interface AxisOptions {
  readonly domain: readonly [number, number];
  readonly scale: "linear" | "log";
  readonly label: string;
  readonly ticks: number;
  readonly format?: (value: number) => string;
}

export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Maps data to user units, and knows which values to mark. */
export interface AreaAxis {
  (value: number): number;
  readonly ticks: readonly number[];
}

const logTicks = (domain: readonly [number, number], count: number): number[] => {
  const inside = (value: number) => value >= domain[0] * (1 - 1e-9) && value <= domain[1] * (1 + 1e-9);
  for (const multiples of [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]]) {
    const ticks: number[] = [];
    for (let power = Math.floor(Math.log10(domain[0])); power <= Math.log10(domain[1]); power++) {
      for (const multiple of multiples) {
        const value = Number((multiple * 10 ** power).toPrecision(6));
        if (inside(value)) ticks.push(value);
      }
    }
    if (ticks.length >= Math.min(4, count)) {
      // Over hundreds of decades not every power has room.
      const every = Math.ceil(ticks.length / (2 * count));
      return ticks.filter((_, at) => at % every === 0);
    }
  }
  return [...scaleLinear().domain(domain).ticks(count)];
};

export const createAxis = (options: AxisOptions, range: readonly [number, number]): AreaAxis => {
  const scale =
    options.scale === "log"
      ? scaleLog().domain(options.domain).range(range)
      : scaleLinear().domain(options.domain).range(range);
  const ticks =
    options.scale === "log" ? logTicks(options.domain, options.ticks) : scale.ticks(options.ticks);
  return Object.assign((value: number) => round(scale(value)), { ticks });
};

/** Grid, tick labels and axis titles. The y title stands above its axis, where it reads without turning the head. */
export const drawAxes = (
  area: PlotArea,
  x: AreaAxis,
  y: AreaAxis,
  options: { readonly x: AxisOptions; readonly y: AxisOptions },
): string => {
  const formatX = options.x.format ?? formatTick;
  const formatY = options.y.format ?? formatTick;
  const horizontal = y.ticks
    .map(
      (tick) =>
        `<line class="grid" stroke="#e4e1d8" x1="${area.left}" x2="${area.right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
        `<text class="tick" fill="#5d626b" x="${area.left - 8}" y="${y(tick)}" dy="0.32em" text-anchor="end">${escapeXml(formatY(tick))}</text>`,
    )
    .join("");
  const vertical = x.ticks
    .map(
      (tick) =>
        `<line class="axis" stroke="#5d626b" x1="${x(tick)}" x2="${x(tick)}" y1="${area.bottom}" y2="${area.bottom + 5}"/>` +
        `<text class="tick" fill="#5d626b" x="${x(tick)}" y="${area.bottom + 19}" text-anchor="middle">${escapeXml(formatX(tick))}</text>`,
    )
    .join("");
  return (
    `<g class="axes">${horizontal}${vertical}` +
    `<line class="axis" stroke="#5d626b" x1="${area.left}" x2="${area.right}" y1="${area.bottom}" y2="${area.bottom}"/>` +
    `<text class="axis-label" fill="#5d626b" x="${(area.left + area.right) / 2}" y="${area.bottom + 38}" text-anchor="middle">${escapeXml(fitText(options.x.label, area.right))}</text>` +
    `<text class="axis-label" fill="#5d626b" x="4" y="14">${escapeXml(fitText(options.y.label, area.right))}</text></g>`
  );
};
