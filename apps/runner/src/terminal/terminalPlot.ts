import { formatTick } from "@steepest/charts/formatTick.ts";
import { type LinePlotOptions, plotDomain } from "@steepest/charts/linePlot.ts";

const marks = ["•", "×", "+", "o", "*", "#", "%", "@"];

/** A figure in characters: a mark for each series, axes with their ends. Empty where there is nothing to show. */
export function terminalPlot(figure: LinePlotOptions, columns = 64, rows = 14): string {
  const { x, y } = figure;
  const fits = ([at, value]: readonly [number, number | null]): boolean =>
    Number.isFinite(at) &&
    value !== null &&
    Number.isFinite(value) &&
    (x.scale === "linear" || at > 0) &&
    (y.scale === "linear" || value > 0);
  const series = figure.series
    .map((one) => ({ ...one, points: one.points.filter(fits) as (readonly [number, number])[] }))
    .filter(({ points }) => points.length > 0);
  if (series.length === 0) return "";
  const all = series.flatMap(({ points }) => points);
  const [across, up] = [
    plotDomain(
      all.map(([at]) => at),
      x.scale,
      0,
    ),
    plotDomain(
      all.map(([, value]) => value),
      y.scale,
      0,
    ),
  ];
  const place = (value: number, { domain: [low, high], scale }: typeof across, cells: number) => {
    const share =
      scale === "log" ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return Math.min(cells - 1, Math.max(0, Math.round(share * (cells - 1))));
  };
  const grid = Array.from({ length: rows }, () => Array<string>(columns).fill(" "));
  const put = (column: number, row: number, mark: string) => {
    const line = grid[rows - 1 - row];
    if (line) line[column] = mark;
  };
  let next = 0;
  const key: string[] = [];
  for (const { name, points, isReference } of series) {
    const mark = isReference ? "·" : (marks[next++ % marks.length] as string);
    key.push(`${mark} ${name}`);
    const cells = points.map(([at, value]) => [place(at, across, columns), place(value, up, rows)] as const);
    // Between its points a line is dotted, so that few points still show a course.
    if (!figure.dots) {
      for (const [at, [column, row]] of cells.entries()) {
        const [toColumn, toRow] = cells[at + 1] ?? [column, row];
        for (let step = 1; step < Math.abs(toColumn - column); step++) {
          const share = step / Math.abs(toColumn - column);
          put(column + Math.sign(toColumn - column) * step, Math.round(row + share * (toRow - row)), "·");
        }
      }
    }
    for (const [column, row] of cells) put(column, row, mark);
  }
  const left = [up.domain[1], up.domain[0]].map((value) => formatTick(value).padStart(8));
  const lines = grid.map((line, at) => {
    const label = at === 0 ? left[0] : at === rows - 1 ? left[1] : " ".repeat(8);
    return `${label} │${line.join("")}`.trimEnd();
  });
  const [from, to] = across.domain.map((value) => formatTick(value)) as [string, string];
  const under = `${from}${" ".repeat(Math.max(1, columns - from.length - to.length))}${to}`;
  return [
    figure.title,
    ...lines,
    `${" ".repeat(8)} └${"─".repeat(columns)}`,
    `${" ".repeat(10)}${under}  ${x.label}`,
    `${" ".repeat(10)}${key.join("   ")}`,
    "",
  ].join("\n");
}
