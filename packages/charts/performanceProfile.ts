import { curveStepAfter, line } from "d3-shape";
import { chartElement, emptyChart } from "./chartElement.ts";
import { type ChartForm, ticksFor } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { labelWidth, legendBelow, legendRows, lineLabels } from "./lineLabels.ts";
import { type AxisOptions, createAxis, drawAxes } from "./plotArea.ts";
import { submissionColours } from "./submissionColour.ts";

export interface ProfileSeries {
  /** Submission name: gives the colour. */
  readonly name: string;
  readonly label?: string;
  /** ρ jumps to `rho` at `tau`, in order of τ. */
  readonly steps: readonly { readonly tau: number; readonly rho: number }[];
}

export interface PerformanceProfileOptions extends ChartForm {
  readonly series: readonly ProfileSeries[];
  /** Upper end of the τ axis. */
  readonly rMax: number;
  readonly scale?: "linear" | "log";
  readonly height?: number;
  readonly title?: string;
}

/** Points of ρ over [1, rMax], starting at 0 where no workload is at τ = 1. */
const stepPoints = (series: ProfileSeries, rMax: number): { tau: number; rho: number }[] => {
  const steps = series.steps.filter(
    ({ tau, rho }) => isFiniteNumber(tau) && isFiniteNumber(rho) && tau <= rMax,
  );
  const atOne = steps.filter(({ tau }) => tau <= 1).at(-1)?.rho ?? 0;
  const inside = steps.filter(({ tau }) => tau > 1);
  const last = inside.at(-1)?.rho ?? atOne;
  return [{ tau: 1, rho: atOne }, ...inside, { tau: rMax, rho: last }];
};

/** Dolan–Moré performance profiles: the share ρ of workloads within τ times the best time, as step curves. */
export const performanceProfile = (options: PerformanceProfileOptions): string => {
  const { series, rMax, scale = "linear", width = 720, legend = "beside" } = options;
  const isBelow = legend === "below";
  const plotHeight = options.height ?? (isBelow ? 300 : 380);
  const height = plotHeight + (isBelow ? legendRows(series.length) : 0);
  const title = options.title ?? "Performance profiles";
  const frame = { kind: "performance-profile", width, height, title };
  if (series.length === 0) return emptyChart(frame, "No submission has a profile yet.");

  const labels = series.map(({ name, label }) => label ?? name);
  const right = isBelow ? width - 16 : width - labelWidth(labels) - 8;
  const area = { left: 52, right, top: 30, bottom: plotHeight - 46 };
  const axes: { x: AxisOptions; y: AxisOptions } = {
    x: {
      domain: [1, rMax],
      scale,
      label: "τ: time ÷ best time on the workload",
      ticks: ticksFor(area.right - area.left, 7),
      format: (tau) => `${tau}×`,
    },
    y: {
      domain: [0, 1],
      scale: "linear",
      label: "ρ(τ): share of workloads",
      ticks: 5,
      format: (rho) => `${Math.round(rho * 100)} %`,
    },
  };
  const x = createAxis(axes.x, [area.left, area.right]);
  const y = createAxis(axes.y, [area.bottom, area.top]);
  const path = line<{ tau: number; rho: number }>(
    (point) => x(point.tau),
    (point) => y(point.rho),
  )
    .curve(curveStepAfter)
    .digits(2);

  const colours = submissionColours(series.map(({ name }) => name));
  const drawn = series.map((one, index) => ({
    label: labels[index]!,
    colour: colours[index]!,
    points: stepPoints(one, rMax),
  }));
  const lines = drawn
    .map(
      ({ label, colour, points }) =>
        `<path class="line stroke-${colour.index}" data-series="${escapeXml(label)}" d="${path(points)}" fill="none" stroke="${colour.light}" ` +
        `stroke-width="2" stroke-dasharray="${colour.dash}"><title>${escapeXml(label)}</title></path>`,
    )
    .reverse()
    .join("");
  const ends = drawn.map(({ label, colour, points }) => ({ colour, text: label, y: y(points.at(-1)!.rho) }));
  const names = isBelow
    ? legendBelow(ends, 4, plotHeight)
    : lineLabels(ends, area.right + 8, area.top, area.bottom);
  return chartElement({
    ...frame,
    description: drawn
      .map(
        ({ label, points }) =>
          `${label}: ${Math.round(points.at(-1)!.rho * 100)} % of workloads within ${rMax} times the best.`,
      )
      .join(" "),
    body: drawAxes(area, x, y, axes) + lines + names,
    data: {
      "x-domain": `1 ${rMax}`,
      "x-range": `${area.left} ${area.right}`,
      "x-scale": scale,
      "y-domain": "0 1",
      "y-range": `${area.bottom} ${area.top}`,
      "y-scale": "linear",
    },
  });
};
