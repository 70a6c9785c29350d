import { measures } from "@steepest/core/schema/measureTable.ts";
import { formatCharge, formatMetric } from "../terminal/formats.ts";
import type { RecordComparison } from "./compareRecords.ts";

const width = 64;
const height = 14;
const letters = "ABCDEFGH";

/** The curves of a workload as text: a letter for each of those compared, a line where the target is. */
export function terminalCurves({ view, curves, targets }: RecordComparison, workload: string): string {
  const { metric = "", target = null } = targets.get(workload) ?? {};
  const lines = curves
    .filter((curve) => curve.workload === workload)
    .map(({ of, points }) => ({
      letter: letters[of] ?? "?",
      points: points.flatMap(({ charged, value }) => {
        const x = charged[view.measure];
        return x === null || value === null ? [] : [{ x, y: value }];
      }),
    }));
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  if (values.length === 0) return "";
  const all = target === null ? values : [...values, target];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const end = Math.max(...lines.flatMap(({ points }) => points.map(({ x }) => x))) || 1;
  // As charts do: logarithmic where all is positive and spans more than a factor of eight.
  const scale = low > 0 && high / low > 8 ? Math.log : (value: number) => value;
  const row = (value: number) =>
    high === low
      ? height >> 1
      : Math.round(((scale(high) - scale(value)) / (scale(high) - scale(low))) * (height - 1));
  const grid = Array.from({ length: height }, () => Array.from({ length: width }, () => " "));
  if (target !== null) grid[row(target)]?.fill("·");
  for (const { letter, points } of lines) {
    for (let column = 0; column < width; column++) {
      const y = valueAt(points, (column / (width - 1)) * end);
      if (y === null) continue;
      const cells = grid[row(y)] as string[];
      cells[column] = /[ ·]/.test(cells[column] ?? " ") ? letter : "*";
    }
  }
  const names = view.compared.map(({ label }, at) => `${letters[at]} ${label}`).join("   ");
  const label = (text: string) => text.padStart(9);
  const drawn = grid.map((cells, at) => {
    const tick = at === 0 ? formatMetric(high) : at === height - 1 ? formatMetric(low) : "";
    const mark = target !== null && at === row(target) && tick === "" ? formatMetric(target) : tick;
    return `${label(mark)} │${cells.join("")}`.trimEnd();
  });
  const unit = measures[view.measure].title;
  return [
    `${workload}: validation ${metric} over ${unit}   ${names}   * several`,
    ...drawn,
    `${label("")} └${"─".repeat(width)}`,
    `${label("")}  0${formatCharge(view.measure, end).padStart(width - 1)}`,
    "",
  ].join("\n");
}

/** The last value at or before x; between two evaluations the curve lies on a line. */
function valueAt(points: readonly { readonly x: number; readonly y: number }[], x: number): number | null {
  const after = points.findIndex((point) => point.x >= x);
  if (after < 0) return null;
  const next = points[after] as { x: number; y: number };
  const before = points[after - 1];
  if (before === undefined) return next.x === x ? next.y : null;
  return before.y + ((next.y - before.y) * (x - before.x)) / (next.x - before.x || 1);
}
