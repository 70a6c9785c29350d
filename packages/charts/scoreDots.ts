import { chartElement, emptyChart } from "./chartElement.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { type AxisOptions, createAxis, drawAxes } from "./plotArea.ts";
import { submissionColour } from "./submissionColour.ts";

export interface ScoreDot {
  /** A number's place on the axis; words stand side by side in the order in which they come. */
  readonly value: number | string;
  readonly score: number;
  readonly label: string;
  /** Hollow: not everything that the score asks for was measured. */
  readonly complete: boolean;
  /** Drawn larger. */
  readonly chosen: boolean;
}

export interface ScoreDotsOptions {
  /** Submission name: gives the colour. */
  readonly name: string;
  readonly dots: readonly ScoreDot[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
}

/** Ratio of the largest to the smallest value from which a positive axis is logarithmic. */
const logarithmicFrom = 8;

/** Scores between 0 and 1 against the values of something, a dot each. */
export const scoreDots = (options: ScoreDotsOptions): string => {
  const { name, xLabel, yLabel, width = 720, height = 220 } = options;
  const title = options.title ?? `${yLabel} against ${xLabel}`;
  const frame = { kind: "score-dots", width, height, title };
  const dots = options.dots.filter(
    ({ value, score }) => isFiniteNumber(score) && (typeof value === "string" || isFiniteNumber(value)),
  );
  if (dots.length === 0) return emptyChart(frame, "Nothing has been scored yet.");

  const words = dots.some(({ value }) => typeof value === "string")
    ? [...new Set(dots.map(({ value }) => String(value)))]
    : null;
  const at = ({ value }: ScoreDot) => (words === null ? Number(value) : words.indexOf(String(value)));
  const places = dots.map(at);
  const [low, high] = [Math.min(...places), Math.max(...places)];
  const scale = words === null && low > 0 && high / low > logarithmicFrom ? "log" : "linear";
  const air = scale === "log" ? 1.15 : (high - low) * 0.04 || 0.5;
  const axes: { x: AxisOptions; y: AxisOptions } = {
    x: {
      domain: scale === "log" ? [low / air, high * air] : [low - air, high + air],
      scale,
      label: xLabel,
      ticks: 7,
      format: (value) => words?.[value] ?? (words === null ? formatTick(value) : ""),
    },
    y: { domain: [0, 1], scale: "linear", label: yLabel, ticks: 4 },
  };
  const area = { left: 44, right: width - 16, top: 26, bottom: height - 46 };
  const x = createAxis(axes.x, [area.left, area.right]);
  const y = createAxis(axes.y, [area.bottom, area.top]);
  const colour = submissionColour(name);
  const marks = dots
    .map((dot) => {
      const paint = dot.complete
        ? `class="fill-${colour.index}" fill="${colour.light}" opacity="0.8"`
        : `class="stroke-${colour.index}" fill="none" stroke="${colour.light}" stroke-width="1.5"`;
      return `<circle ${paint} cx="${x(at(dot))}" cy="${y(Math.min(1, Math.max(0, dot.score)))}" r="${dot.chosen ? 7 : 4}"><title>${escapeXml(dot.label)}</title></circle>`;
    })
    .join("");
  return chartElement({
    ...frame,
    description: dots.map(({ label, score }) => `${label}: ${score.toFixed(3)}.`).join(" "),
    body: drawAxes(area, x, y, axes) + marks,
  });
};
