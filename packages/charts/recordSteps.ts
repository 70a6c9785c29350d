import { scaleUtc } from "d3-scale";
import { chartElement, emptyChart } from "./chartElement.ts";
import { type ChartForm, ticksFor } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { labelWidth, legendBelow, legendRows, lineLabels } from "./lineLabels.ts";
import { createAxis, drawAxes } from "./plotArea.ts";
import { submissionColours } from "./submissionColour.ts";

export interface RecordStep {
  /** Submission name: gives the colour. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

export interface RecordStepsOptions extends ChartForm {
  /** Each better than the one before it. */
  readonly steps: readonly RecordStep[];
  /** Milliseconds since 1970: where the last record's line ends. */
  readonly until: number;
  readonly yLabel: string;
  readonly title: string;
}

/** Holders that are named beside the lines: the latest ones. */
const mostNames = 8;
const minute = 60_000;
const day = 86_400_000;

/** Who held a record when: a line for each, as long as it stood, a drop from one to the next. */
export const recordSteps = (options: RecordStepsOptions): string => {
  const { yLabel, title, width = 720, legend = "beside" } = options;
  const isBelow = legend === "below";
  const plotHeight = 260;
  const steps = options.steps.filter(({ at, value }) => isFiniteNumber(at) && isFiniteNumber(value));
  const first = steps[0];
  const frame = { kind: "record-steps", width, height: plotHeight, title };
  if (first === undefined) return emptyChart(frame, "No record has been set yet.");
  const holders = [...new Set(steps.map(({ name }) => name).reverse())];
  const colours = new Map(submissionColours(holders).map((colour, at) => [holders[at], colour]));
  const named = holders.slice(0, mostNames);
  const last = (steps.at(-1) ?? first).at + minute;
  const until = isFiniteNumber(options.until) ? Math.max(options.until, last) : last;
  const values = steps.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isLog = low > 0 && high / low > 8;
  const air = (high - low) * 0.08 || Math.abs(high) * 0.1 || 1;
  const area = {
    left: 62,
    right: isBelow ? width - 16 : width - labelWidth(named) - 8,
    top: 30,
    bottom: plotHeight - 46,
  };
  const time = scaleUtc().domain([first.at, until]);
  const ticks = time.ticks(ticksFor(area.right - area.left, 5));
  const span = until - first.at;
  const format = time.tickFormat(
    ticks.length,
    span < 2 * day ? "%H:%M" : span < 300 * day ? "%-d %b" : "%b %Y",
  );
  const axes = {
    x: {
      ...{
        domain: [first.at, until] as const,
        scale: "linear" as const,
        label: span < 2 * day ? `${new Date(first.at).toISOString().slice(0, 10)}, UTC` : "UTC",
        ticks: ticks.length,
      },
      format: (at: number) => format(new Date(at)),
    },
    y: {
      ...{ scale: isLog ? ("log" as const) : ("linear" as const), label: yLabel, ticks: 5 },
      domain: isLog ? ([low / 1.2, high * 1.2] as const) : ([low - air, high + air] as const),
    },
  };
  const x = Object.assign(createAxis(axes.x, [area.left, area.right]), { ticks: ticks.map(Number) });
  const y = createAxis(axes.y, [area.bottom, area.top]);
  const lines = steps.map((step, at) => {
    const colour = colours.get(step.name)!;
    const next = steps[at + 1];
    const end = next?.at ?? until;
    const label = escapeXml(step.name);
    const drop =
      next === undefined
        ? ""
        : `<line class="axis" stroke="#5d626b" stroke-width="1" x1="${x(end)}" x2="${x(end)}" y1="${y(step.value)}" y2="${y(next.value)}"/>`;
    return (
      `${drop}<line class="stroke-${colour.index}" stroke="${colour.light}" stroke-width="2.5" x1="${x(step.at)}" x2="${x(end)}" y1="${y(step.value)}" y2="${y(step.value)}"><title>${label}: ${formatTick(step.value, 4)}</title></line>` +
      `<circle class="fill-${colour.index}" fill="${colour.light}" cx="${x(step.at)}" cy="${y(step.value)}" r="4"><title>${label}: ${formatTick(step.value, 4)}</title></circle>`
    );
  });
  const labels = named.map((name) => ({
    colour: colours.get(name)!,
    text: name,
    dash: "",
    y: y(steps.findLast((step) => step.name === name)!.value),
  }));
  return chartElement({
    ...frame,
    height: plotHeight + (isBelow ? legendRows(named.length) : 0),
    description: steps
      .map(
        ({ name, value, at }) =>
          `${new Date(at).toISOString().slice(0, 10)} ${name}: ${formatTick(value, 4)}.`,
      )
      .join(" "),
    body:
      drawAxes(area, x, y, axes) +
      lines.join("") +
      (isBelow
        ? legendBelow(labels, 4, plotHeight)
        : lineLabels(labels, area.right + 8, area.top, area.bottom)),
  });
};
