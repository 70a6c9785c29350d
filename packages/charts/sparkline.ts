import { extent } from "d3-array";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { chartElement, emptyChart } from "./chartElement.ts";
import { isFiniteNumber } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { submissionColour } from "./submissionColour.ts";

export interface SparklineOptions {
  /** Submission name: gives the colour. */
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly title: string;
  readonly width?: number;
  readonly height?: number;
}

/** A word-sized curve without axes. */
export const sparkline = (options: SparklineOptions): string => {
  const { name, values, title, width = 120, height = 24 } = options;
  const frame = { kind: "sparkline", width, height, title };
  const finite = values.filter(isFiniteNumber);
  if (finite.length === 0) return emptyChart(frame, "–");
  const [low, high] = extent(finite) as [number, number];
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [2, width - 2]);
  const y = scaleLinear(low === high ? [low - 1, high + 1] : [low, high], [height - 3, 3]);
  const path = line<number | null>(
    (_, index) => x(index),
    (value) => y(value ?? Number.NaN),
  )
    .defined(isFiniteNumber)
    .digits(2);
  const colour = submissionColour(name);
  return chartElement({
    ...frame,
    description: `From ${formatTick(finite[0]!)} to ${formatTick(finite.at(-1)!)}.`,
    body: `<path class="line stroke-${colour.index}" fill="none" stroke="${colour.light}" stroke-width="1.5" d="${path(values) ?? ""}"/>`,
  });
};
