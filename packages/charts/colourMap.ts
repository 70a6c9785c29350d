import { chartElement, emptyChart } from "./chartElement.ts";
import { escapeXml } from "./escapeXml.ts";
import { isFiniteNumber, round } from "./finite.ts";
import { fitText } from "./fitText.ts";
import { formatTick } from "./formatTick.ts";
import type { PlotAxis } from "./linePlot.ts";

export interface ColourMapOptions {
  readonly title: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** By row of ys (drawn upwards), then xs; null leaves the paper. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly valueLabel: string;
  readonly size?: number;
}

/** Nine colours of viridis (Smith & van der Walt 2015), from low to high: as bright as the value is high, to every eye. */
const viridis = [0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725];

/** The colour at a share from 0 to 1, between its two neighbours in the list. */
function colourOf(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (viridis.length - 1);
  const low = Math.min(viridis.length - 2, Math.floor(at));
  const channels = [16, 8, 0].map((shift) => {
    const [from, to] = [viridis[low]!, viridis[low + 1]!].map((colour) => (colour >> shift) & 0xff) as [
      number,
      number,
    ];
    return Math.round(from + (at - low) * (to - from));
  });
  return `#${channels.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Values over two axes, a coloured cell each. Colours run with the logarithm where the values are positive and span more than a factor of 8. */
export const colourMap = (options: ColourMapOptions): string => {
  const { title, xs, ys, valueLabel, size = 420 } = options;
  const values = options.values.slice(0, ys.length).map((row) => row.slice(0, xs.length));
  const [width, height] = [size + 190, size + 80];
  const frame = { kind: "colour-map", width, height, title };
  const shown = values.flat().filter(isFiniteNumber);
  if (shown.length === 0) return emptyChart(frame, "Nothing was measured.");
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const isLog = low > 0 && high / low > 8;
  // A difference of logarithms: a ratio of what may be drawn can be too large for a number.
  const between = (value: number) => Math.log(value) - Math.log(low);
  const place = (value: number) =>
    low === high ? 0.5 : isLog ? between(value) / between(high) : (value - low) / (high - low);
  const area = { left: 62, top: 30 };
  const [cell, tall] = [size / xs.length, size / ys.length];
  const cells = values.flatMap((row, at) =>
    row.flatMap((value, column) =>
      isFiniteNumber(value)
        ? [
            `<rect x="${round(area.left + column * cell)}" y="${round(area.top + (ys.length - 1 - at) * tall)}" width="${round(cell + 0.3)}" height="${round(tall + 0.3)}" fill="${colourOf(place(value))}"><title>${formatTick(xs[column]!)}, ${formatTick(ys[at]!)}: ${formatTick(value, 4)}</title></rect>`,
          ]
        : [],
    ),
  );
  const marks = (numbers: readonly number[]) => [
    ...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * (numbers.length - 1)))),
  ];
  const under = marks(xs).map(
    (at) =>
      `<text class="tick" fill="#5d626b" x="${round(area.left + (at + 0.5) * cell)}" y="${area.top + size + 18}" text-anchor="middle">${escapeXml(formatTick(xs[at]!))}</text>`,
  );
  const beside = marks(ys).map(
    (at) =>
      `<text class="tick" fill="#5d626b" x="${area.left - 8}" y="${round(area.top + (ys.length - 0.5 - at) * tall)}" dy="0.32em" text-anchor="end">${escapeXml(formatTick(ys[at]!))}</text>`,
  );
  const scaleLeft = area.left + size + 24;
  const steps = 40;
  const scale = Array.from({ length: steps }, (_, at) => {
    const top = round(area.top + (size * (steps - 1 - at)) / steps);
    return `<rect x="${scaleLeft}" y="${top}" width="16" height="${round(size / steps + 0.3)}" fill="${colourOf((at + 0.5) / steps)}"/>`;
  });
  const ends = [0, 0.5, 1].map((share) => {
    const value = isLog ? Math.exp(Math.log(low) + share * between(high)) : low + share * (high - low);
    return `<text class="tick" fill="#5d626b" x="${scaleLeft + 22}" y="${round(area.top + size * (1 - share))}" dy="0.32em">${escapeXml(formatTick(value))}</text>`;
  });
  return chartElement({
    ...frame,
    description: `${valueLabel} from ${formatTick(low, 4)} to ${formatTick(high, 4)} over ${xs.length} × ${ys.length} cells, ${values.flat().length - shown.length} of them empty.`,
    body:
      `<rect class="grid" fill="none" stroke="#d8d4c8" x="${area.left}" y="${area.top}" width="${size}" height="${size}"/>` +
      cells.join("") +
      under.join("") +
      beside.join("") +
      scale.join("") +
      ends.join("") +
      `<text class="axis-label" fill="#5d626b" x="${area.left + size / 2}" y="${area.top + size + 40}" text-anchor="middle">${escapeXml(fitText(options.x.label, size))}</text>` +
      `<text class="axis-label" fill="#5d626b" x="4" y="14">${escapeXml(fitText(options.y.label, scaleLeft - 12))}</text>` +
      `<text class="axis-label" fill="#5d626b" x="${scaleLeft}" y="14">${escapeXml(fitText(valueLabel, width - scaleLeft))}</text>`,
  });
};
