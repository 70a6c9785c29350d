import { chartElement, emptyChart } from "./chartElement.ts";
import { isFiniteNumber, round } from "./finite.ts";
import type { SubmissionColour } from "./submissionColour.ts";

export interface IntervalMarkOptions {
  readonly colour: SubmissionColour;
  readonly value: number | null;
  readonly interval: readonly [number, number] | null;
  readonly domain: readonly [number, number];
  readonly title: string;
  readonly width?: number;
}

/** A dot with its whisker on a common scale, small enough for a table cell. */
export const intervalMark = (options: IntervalMarkOptions): string => {
  const { colour, value, interval, domain, title, width = 120 } = options;
  const frame = { kind: "interval-mark", width, height: 16, title };
  if (!isFiniteNumber(value)) return emptyChart(frame, "–");
  const [low, high] = domain;
  const x = (number: number) =>
    round(5 + Math.min(1, Math.max(0, (number - low) / (high - low || 1))) * (width - 10));
  const whisker = interval?.every(isFiniteNumber)
    ? `<path class="line stroke-${colour.index}" fill="none" stroke="${colour.light}" stroke-width="1.5" d="M${x(interval[0])} 8H${x(interval[1])}M${x(interval[0])} 4v8M${x(interval[1])} 4v8"/>`
    : "";
  return chartElement({
    ...frame,
    description: title,
    body:
      `<line class="grid" stroke="#e4e1d8" x1="5" x2="${width - 5}" y1="8" y2="8"/>${whisker}` +
      `<circle class="fill-${colour.index}" fill="${colour.light}" cx="${x(value)}" cy="8" r="3.5"/>`,
  });
};
