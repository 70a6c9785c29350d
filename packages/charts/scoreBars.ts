import { chartElement, emptyChart } from "./chartElement.ts";
import { type ChartForm, ticksFor } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { type AxisOptions, createAxis, drawAxes } from "./plotArea.ts";
import { submissionColours } from "./submissionColour.ts";

export interface ScoreBar {
  /** Submission name: gives the colour. */
  readonly name: string;
  readonly label?: string;
  readonly value: number | null;
  /** Drawn as a whisker; null where no interval can be given. */
  readonly interval: readonly [number, number] | null;
}

export interface ScoreBarsOptions extends ChartForm {
  readonly bars: readonly ScoreBar[];
  readonly xLabel: string;
  /** Right end of the axis; the largest value or interval end otherwise. */
  readonly xMax?: number;
  readonly title?: string;
  readonly format?: (value: number) => string;
}

const rowHeight = 26;

/** Horizontal bars with their intervals as whiskers, in the order given. */
export const scoreBars = (options: ScoreBarsOptions): string => {
  const { bars, xLabel, width = 720, format = (value: number) => value.toFixed(3) } = options;
  const title = options.title ?? xLabel;
  const height = 76 + rowHeight * Math.max(1, bars.length);
  const frame = { kind: "score-bars", width, height, title };
  const drawable = bars.filter((bar) => isFiniteNumber(bar.value));
  if (drawable.length === 0) return emptyChart(frame, "Nothing has been scored yet.");

  const labels = bars.map(({ name, label }) => label ?? name);
  const area = {
    left: 16 + 7.2 * Math.max(...labels.map((label) => label.length)),
    right: width - 64,
    top: 24,
    bottom: height - 46,
  };
  const ends = drawable
    .flatMap(({ value, interval }) => [value!, ...(interval ?? [])])
    .filter(isFiniteNumber);
  const axes: { x: AxisOptions; y: AxisOptions } = {
    x: {
      domain: [0, options.xMax ?? (Math.max(...ends) || 1)],
      scale: "linear",
      label: xLabel,
      ticks: ticksFor(area.right - area.left, 6),
    },
    y: { domain: [0, bars.length], scale: "linear", label: "", ticks: 0 },
  };
  const x = createAxis(axes.x, [area.left, area.right]);
  const colours = submissionColours(bars.map(({ name }) => name));
  const rows = bars
    .map((bar, index) => {
      const colour = colours[index]!;
      const middle = area.top + rowHeight * (index + 0.5);
      const name = `<text x="${area.left - 8}" y="${middle}" dy="0.32em" text-anchor="end">${escapeXml(labels[index]!)}</text>`;
      if (!isFiniteNumber(bar.value)) {
        return `${name}<text class="tick" fill="#5d626b" x="${area.left + 6}" y="${middle}" dy="0.32em">–</text>`;
      }
      const [low, high] = bar.interval ?? [Number.NaN, Number.NaN];
      const whisker =
        isFiniteNumber(low) && isFiniteNumber(high)
          ? `<path class="whisker" fill="none" stroke="#24262b" d="M${x(low)} ${middle}H${x(high)}M${x(low)} ${middle - 5}v10M${x(high)} ${middle - 5}v10"/>`
          : "";
      const end = Math.max(x(bar.value), isFiniteNumber(high) ? x(high) : 0);
      return (
        `${name}<rect class="fill-${colour.index}" fill="${colour.light}" x="${area.left}" y="${middle - 7}" width="${Math.max(0, x(bar.value) - area.left)}" height="14" opacity="0.72"/>` +
        `${whisker}<text x="${end + 8}" y="${middle}" dy="0.32em">${escapeXml(format(bar.value))}</text>`
      );
    })
    .join("");
  const y = createAxis(axes.y, [area.bottom, area.top]);
  return chartElement({
    ...frame,
    description: drawable
      .map(({ name, label, value, interval }) => {
        const range = interval?.every(isFiniteNumber)
          ? ` (${format(interval[0])} to ${format(interval[1])})`
          : "";
        return `${label ?? name}: ${format(value!)}${range}.`;
      })
      .join(" "),
    body: drawAxes(area, x, Object.assign(y, { ticks: [] }), axes) + rows,
  });
};
