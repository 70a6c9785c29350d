import { join, relative } from "node:path";
import type { Instrument } from "@steepest/core/lab/instrument.ts";
import type { LabFile, LabReport } from "@steepest/core/schema/labFile.ts";
import type { Io } from "../cli/io.ts";
import { writeWhole } from "../files/wholeFiles.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable } from "../terminal/renderTable.ts";
import { terminalPlot } from "../terminal/terminalPlot.ts";
import { labPage } from "./labPage.ts";

const shown = (value: string | number | null): string =>
  value === null ? "–" : typeof value === "number" ? String(Number(value.toPrecision(4))) : value;

/** Writes what an instrument found as data and as a page, and prints it. */
export function showFindings(found: {
  readonly instrument: Instrument;
  readonly file: LabFile;
  readonly report: LabReport;
  /** The folder that it goes to. */
  readonly out: string;
  readonly io: Io;
  readonly json: boolean;
}): void {
  const { instrument, file, report, out, io } = found;
  const [json, page] = [join(out, `${instrument.name}.json`), join(out, `${instrument.name}.html`)];
  writeWhole(json, `${JSON.stringify(file, null, 2)}\n`);
  writeWhole(page, labPage(instrument, file, report));
  if (found.json) {
    io.out(printJson({ ...file, report, json, page }));
    return;
  }
  for (const figure of report.figures) if (figure.kind === "lines") io.out(`${terminalPlot(figure)}\n`);
  for (const { title, columns, rows } of report.tables) {
    const heads = columns.map((column) => ({ title: column, align: "right" as const }));
    io.out(
      `${title}\n${renderTable(
        heads,
        rows.map((row) => row.map(shown)),
      )}\n`,
    );
  }
  for (const line of report.lines) io.out(`${line}\n`);
  io.out(`\n${relative(io.cwd, page)} has it as a page, ${relative(io.cwd, json)} as data.\n`);
}
