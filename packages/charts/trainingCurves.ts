import { extent } from "d3-array";
import { line } from "d3-shape";
import { chartElement, emptyChart } from "./chartElement.ts";
import { type ChartForm, ticksFor } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { labelWidth, legendBelow, legendRows, lineLabels } from "./lineLabels.ts";
import { dashPatterns } from "./palette.ts";
import { type AxisOptions, createAxis, drawAxes } from "./plotArea.ts";
import { submissionColours } from "./submissionColour.ts";

export interface TrainingCurve {
  /** Submission name: gives the colour. */
  readonly name: string;
  readonly label?: string;
  /** Tells runs of one submission apart: its dash instead of the submission's. */
  readonly variant?: number;
  /** Metric over charged seconds (or steps); a null or non-finite value leaves a gap. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** Where the target was met, or null. */
  readonly reached?: { readonly x: number; readonly y: number } | null;
}

export interface TrainingCurvesOptions extends ChartForm {
  readonly series: readonly TrainingCurve[];
  readonly target: number | null;
  readonly xLabel: string;
  readonly yLabel: string;
  /** `auto`: logarithmic where all values are positive and span more than a factor of 8. */
  readonly yScale?: "linear" | "log" | "auto";
  /** Right end of the x axis, e.g. the budget; the data's own end otherwise. */
  readonly xMax?: number;
  /** Off where many runs of one submission would repeat one name. */
  readonly lineNames?: boolean;
  readonly height?: number;
  readonly title?: string;
}

const dashOf = (curve: TrainingCurve, own: string): string =>
  curve.variant === undefined ? own : dashPatterns[curve.variant % dashPatterns.length]!;

/** A domain with some air, never of zero width. */
const padded = (low: number, high: number, scale: "linear" | "log"): [number, number] => {
  if (scale === "log") return low === high ? [low / 1.5, high * 1.5] : [low / 1.08, high * 1.08];
  const air = low === high ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.06;
  return [low - air, high + air];
};

/** Metric against charged time for one or several runs, with the target as a line to cross. */
export const trainingCurves = (options: TrainingCurvesOptions): string => {
  const { target, xLabel, yLabel, width = 720, height = 380, lineNames = true, legend = "beside" } = options;
  const title = options.title ?? `${yLabel} against ${xLabel}`;
  const isBelow = lineNames && legend === "below";
  const frame = { kind: "training-curves", width, title };
  const series = options.series
    .map((one) => ({ ...one, points: one.points.filter(({ x }) => isFiniteNumber(x)) }))
    .filter((one) => one.points.some(({ y }) => isFiniteNumber(y)));
  if (series.length === 0) return emptyChart({ ...frame, height }, "No evaluation has been recorded yet.");

  const values = series.flatMap(({ points }) => points.map(({ y }) => y).filter(isFiniteNumber));
  const [low, high] = extent(isFiniteNumber(target) ? [...values, target] : values) as [number, number];
  const wanted = options.yScale ?? "auto";
  const logarithmic = low > 0 && (wanted === "log" || (wanted === "auto" && high / low > 8));
  const yScale = logarithmic ? "log" : "linear";
  const xEnd = Math.max(options.xMax ?? 0, ...series.flatMap(({ points }) => points.map(({ x }) => x)));

  const labels = series.map(({ name, label }) => label ?? name);
  const right = lineNames && !isBelow ? width - labelWidth(labels) - 8 : width - 16;
  const area = { left: 60, right, top: 30, bottom: height - 46 };
  const axes: { x: AxisOptions; y: AxisOptions } = {
    x: { domain: [0, xEnd || 1], scale: "linear", label: xLabel, ticks: ticksFor(area.right - area.left, 8) },
    y: { domain: padded(low, high, yScale), scale: yScale, label: yLabel, ticks: 6 },
  };
  const x = createAxis(axes.x, [area.left, area.right]);
  const y = createAxis(axes.y, [area.bottom, area.top]);
  const path = line<{ x: number; y: number | null }>(
    (point) => x(point.x),
    (point) => y(point.y ?? Number.NaN),
  )
    .defined((point) => isFiniteNumber(point.y))
    .digits(2);

  // Trials of one submission share its colour.
  const submissions = [...new Set(series.map(({ name }) => name))];
  const byName = new Map(submissionColours(submissions).map((colour, at) => [submissions[at]!, colour]));
  const lines = series
    .map((one, index) => {
      const colour = byName.get(one.name)!;
      const label = escapeXml(labels[index]!);
      const mark =
        one.reached && isFiniteNumber(one.reached.x) && isFiniteNumber(one.reached.y)
          ? `<circle class="fill-${colour.index} reached" fill="${colour.light}" cx="${x(one.reached.x)}" cy="${y(one.reached.y)}" r="4"><title>${label}: target met at ${formatTick(one.reached.x)}</title></circle>`
          : "";
      return (
        `<path class="line stroke-${colour.index}" data-series="${label}" d="${path(one.points) ?? ""}" fill="none" stroke="${colour.light}" ` +
        `stroke-width="1.75" stroke-dasharray="${dashOf(one, colour.dash)}"><title>${label}</title></path>${mark}`
      );
    })
    .join("");
  const targetLine = isFiniteNumber(target)
    ? `<line class="target" stroke="#7a1f2b" stroke-dasharray="3 3" x1="${area.left}" x2="${area.right}" y1="${y(target)}" y2="${y(target)}"/>` +
      `<text class="target-label" fill="#7a1f2b" stroke="#fdfcf8" stroke-width="4" paint-order="stroke" x="${area.left + 4}" y="${y(target)}" dy="-0.4em">target ${formatTick(target, 4)}</text>`
    : "";
  const ends = series.map((one, index) => ({
    colour: byName.get(one.name)!,
    text: labels[index]!,
    dash: dashOf(one, byName.get(one.name)!.dash),
    y: y(
      one.points
        .map((point) => point.y)
        .filter(isFiniteNumber)
        .at(-1)!,
    ),
  }));
  const names = isBelow
    ? legendBelow(ends, 4, height)
    : lineLabels(ends, area.right + 8, area.top, area.bottom);
  return chartElement({
    ...frame,
    height: height + (isBelow ? legendRows(series.length) : 0),
    description: series
      .map((one, index) => {
        const last = one.points
          .map((point) => point.y)
          .filter(isFiniteNumber)
          .at(-1)!;
        const reached = one.reached ? `, target met at ${formatTick(one.reached.x)}` : "";
        return `${labels[index]}: last value ${formatTick(last, 4)}${reached}.`;
      })
      .join(" "),
    body: drawAxes(area, x, y, axes) + lines + targetLine + (lineNames ? names : ""),
    data: {
      "x-domain": axes.x.domain.join(" "),
      "x-range": `${area.left} ${area.right}`,
      "x-scale": "linear",
      "y-domain": axes.y.domain.join(" "),
      "y-range": `${area.bottom} ${area.top}`,
      "y-scale": yScale,
    },
  });
};
