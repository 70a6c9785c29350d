import { chartElement, emptyChart } from "./chartElement.ts";
import { escapeXml } from "./escapeXml.ts";
import { submissionColours } from "./submissionColour.ts";

export interface RankShift {
  /** Submission name: gives the colour. */
  readonly name: string;
  /** Null where it has none: it is new. */
  readonly before: number | null;
  readonly after: number;
}

const row = 22;

/** Ranks by two sets of rules beside each other, a line from each old one to the new one. */
export const rankShifts = (
  shifts: readonly RankShift[],
  options: {
    readonly before: string;
    readonly after: string;
    readonly title: string;
    readonly width?: number;
  },
): string => {
  const { width = 420, title } = options;
  const height = 34 + row * Math.max(1, shifts.length);
  const frame = { kind: "rank-shifts", width, height, title };
  if (shifts.length === 0) return emptyChart(frame, "Nothing is ranked.");
  // Places, not ranks: equal ones stand below each other.
  const known = shifts
    .filter(({ before }) => before !== null)
    .sort((a, b) => (a.before ?? 0) - (b.before ?? 0));
  const y = (place: number) => 40 + row * place;
  const [left, right] = [width * 0.43, width * 0.57];
  const colours = submissionColours(shifts.map(({ name }) => name));
  const words = (x: number, at: number, anchor: string, text: string) =>
    `<text x="${x}" y="${y(at)}" dy="0.32em" text-anchor="${anchor}">${escapeXml(text)}</text>`;
  const head = (x: number, anchor: string, text: string) =>
    `<text class="axis-label" fill="#5d626b" x="${x}" y="14" text-anchor="${anchor}">${escapeXml(text)}</text>`;
  const body = shifts
    .map((shift, at) => {
      const colour = colours[at]!;
      const from = known.indexOf(shift);
      const after = words(right + 8, at, "start", `${shift.after}  ${shift.name}`);
      if (from < 0)
        return `<circle class="fill-${colour.index}" fill="${colour.light}" cx="${right}" cy="${y(at)}" r="4"/>${after}`;
      return (
        words(left - 8, from, "end", `${shift.name}  ${shift.before}`) +
        `<line class="stroke-${colour.index}" stroke="${colour.light}" stroke-width="2" stroke-dasharray="${colour.dash}" x1="${left}" y1="${y(from)}" x2="${right}" y2="${y(at)}"/>${after}`
      );
    })
    .join("");
  return chartElement({
    ...frame,
    description: shifts
      .map(({ name, before, after }) =>
        before === null ? `${name}: new, rank ${after}.` : `${name}: from rank ${before} to ${after}.`,
      )
      .join(" "),
    body: head(left, "end", options.before) + head(right, "start", options.after) + body,
  });
};
