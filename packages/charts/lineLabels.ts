import { escapeXml } from "./escapeXml.ts";
import { round } from "./finite.ts";
import type { SubmissionColour } from "./submissionColour.ts";

export interface LineLabel {
  readonly colour: SubmissionColour;
  readonly text: string;
  readonly y: number;
  /** The submission's own where left out. */
  readonly dash?: string;
}

const lineHeight = 16;
const legendHeight = 18;
const swatch = 18;

/** User units that the widest label takes, swatch included. */
export const labelWidth = (texts: readonly string[]): number =>
  swatch + 14 + 7 * Math.max(0, ...texts.map((text) => text.length));

/** Names at the right end of lines, pushed apart until none overlaps another, each with a piece of its line. */
export const lineLabels = (labels: readonly LineLabel[], x: number, top: number, bottom: number): string => {
  const placed = labels.map((label) => ({ ...label })).sort((a, b) => a.y - b.y);
  for (let i = 1; i < placed.length; i++) {
    placed[i]!.y = Math.max(placed[i]!.y, placed[i - 1]!.y + lineHeight);
  }
  let floor = Math.max(bottom, top + lineHeight * (placed.length - 1));
  for (let i = placed.length - 1; i >= 0; i--) {
    placed[i]!.y = Math.min(placed[i]!.y, floor);
    floor = placed[i]!.y - lineHeight;
  }
  return placed
    .map((label) => {
      const { colour } = label;
      const y = round(label.y);
      return (
        `<line class="stroke-${colour.index}" stroke="${colour.light}" stroke-width="2" stroke-dasharray="${label.dash ?? colour.dash}" x1="${x}" x2="${x + swatch}" y1="${y}" y2="${y}"/>` +
        `<text x="${x + swatch + 6}" y="${y}" dy="0.32em">${escapeXml(label.text)}</text>`
      );
    })
    .join("");
};

/** User units that names in rows of their own take. */
export const legendRows = (names: number): number => legendHeight * names;

/** The same names one below the other, from `top` on. */
export const legendBelow = (labels: readonly Omit<LineLabel, "y">[], x: number, top: number): string =>
  lineLabels(
    labels.map((label, row) => ({ ...label, y: top + legendHeight * (row + 0.5) })),
    x,
    top,
    top + legendRows(labels.length),
  );
