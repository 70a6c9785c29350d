import { chartElement, emptyChart } from "./chartElement.ts";
import type { ChartForm } from "./chartForm.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber, round } from "./finite.ts";
import { formatTick } from "./formatTick.ts";
import { palette } from "./palette.ts";

export interface TimeSplitPart {
  readonly label: string;
  readonly seconds: number;
  /** Uncharged parts are drawn hollow. */
  readonly charged: boolean;
}

export interface TimeSplitOptions extends ChartForm {
  readonly parts: readonly TimeSplitPart[];
  readonly title?: string;
}

const legendRow = 20;

/** Where a trial's wall time went: one stacked bar, each part named with its seconds and share below. */
export const timeSplit = (options: TimeSplitOptions): string => {
  const { width = 720, title = "Wall time by activity" } = options;
  const parts = options.parts.filter(({ seconds }) => isFiniteNumber(seconds) && seconds > 0);
  const columns = Math.max(1, Math.floor(width / 240));
  const height = 44 + legendRow * Math.max(1, Math.ceil(parts.length / columns));
  const frame = { kind: "time-split", width, height, title };
  const total = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return emptyChart(frame, "No time has been spent yet.");

  let from = 0;
  const drawn = parts.map((part, index) => {
    const share = part.seconds / total;
    const colour = index % palette.length;
    const paint = part.charged
      ? `class="fill-${colour}" fill="${palette[colour]!.light}"`
      : `class="hollow stroke-${colour}" fill="none" stroke="${palette[colour]!.light}" stroke-width="1.5" stroke-dasharray="3 2"`;
    const text = `${part.label} ${part.seconds < 0.1 ? `${formatTick(1000 * part.seconds)} ms` : `${formatTick(part.seconds)} s`} (${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %)${part.charged ? "" : ", not charged"}`;
    const bar = `<rect ${paint} x="${round(from + 0.5)}" y="2" width="${round(Math.max(0.5, share * width - 1))}" height="22"><title>${escapeXml(text)}</title></rect>`;
    from += share * width;
    const left = (index % columns) * (width / columns);
    const top = 38 + Math.floor(index / columns) * legendRow;
    const legend = `<rect ${paint} x="${round(left + 1)}" y="${top}" width="11" height="11"/><text x="${round(left + 18)}" y="${top + 10}">${escapeXml(text)}</text>`;
    return { bar, legend, text };
  });
  return chartElement({
    ...frame,
    description: `${drawn.map(({ text }) => text).join("; ")}.`,
    body: drawn.map(({ bar, legend }) => bar + legend).join(""),
  });
};
