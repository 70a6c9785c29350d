import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import type { Instrument, LabAsk, LabOption, LabWord } from "@steepest/core/lab/instrument.ts";
import { instruments } from "@steepest/core/lab/instruments.ts";
import type { CreateLabResult } from "@steepest/core/schema/api/lab.ts";
import { type LabFile, type LabReport, labFileSchema } from "@steepest/core/schema/labFile.ts";
import { apiOptions, connect } from "../cli/apiOptions.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { printJson } from "../terminal/printJson.ts";
import { findTrainable } from "../workloads/findWorkload.ts";

export const uploadResult = defineCommand({
  meta: { name: "upload", description: "Upload what an instrument found: it gets a page on the site" },
  args: {
    path: {
      type: "positional",
      required: true,
      description: "the JSON file that an instrument wrote, or the folder that it is in",
    },
    ...apiOptions,
    private: { type: "boolean", description: "Show it to you alone" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const file = readJsonFile(
      fileIn(args.path, io.cwd),
      io.cwd,
      labFileSchema,
      "a file that `steepest lab` wrote",
    );
    const { client, api } = connect(args, io);
    const result = { file, report: reportOf(file) };
    const created = await client.createLabResult(result, { isPrivate: args.private === true });
    const page = `${api}/lab/${created.id}`;
    if (args.json) io.out(printJson({ ...created, page }));
    else io.out(`${created.title}, ${created.workload}: ${page}\n`);
    return exitCode.ok;
  },
});

/** What the file's instrument makes of its findings, here and now: figures and tables are data, which the site draws. */
function reportOf(file: LabFile): CreateLabResult["report"] {
  const instrument = instruments.find(({ name }) => name === file.instrument);
  if (instrument === undefined) {
    throw new UserError({
      code: "unknown-instrument",
      what: `There is no instrument ${file.instrument}.`,
      details: "What a file's findings say together, its instrument knows.",
      solution: "Use the version of Steepest that wrote the file; `steepest lab` lists the instruments.",
    });
  }
  const { title, measures, source } = instrument;
  const { lines, tables, figures } = readBack(instrument, file);
  return {
    title,
    measures,
    source,
    lines: [...lines],
    tables: tables.map(({ title, columns, rows }) => ({
      title,
      columns: [...columns],
      rows: rows.map((row) => [...row]),
    })),
    figures: figures.map((figure) =>
      figure.kind === "lines"
        ? {
            ...figure,
            series: figure.series.map((one) => ({ ...one, points: one.points.map(([x, y]) => [x, y]) })),
          }
        : {
            ...figure,
            xs: [...figure.xs],
            ys: [...figure.ys],
            values: figure.values.map((row) => [...row]),
          },
    ),
  };
}

function readBack(instrument: Instrument, file: LabFile): LabReport {
  // An option that a file lacks is younger than it: it was measured as by the default.
  const defaults = (of: Readonly<Record<string, LabOption | LabWord>> = {}) =>
    Object.fromEntries(Object.entries(of).map(([name, option]) => [name, option.default]));
  const ask = {
    ...file,
    card: findTrainable(file.workload),
    options: { ...defaults(instrument.options), ...file.options },
    words: { ...defaults(instrument.words), ...file.words },
  } as LabAsk;
  try {
    return instrument.report(ask, file.results);
  } catch (error) {
    throw new UserError(
      {
        code: "wrong-findings",
        what: `The findings in the file are not what ${instrument.name} finds.`,
        details: error instanceof Error ? error.message : String(error),
        solution:
          "Give the file as it was written, to the version of Steepest that wrote it; or measure again.",
      },
      { cause: error },
    );
  }
}

/** The file itself, or the one of an instrument in a folder. */
function fileIn(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (!statSync(absolute, { throwIfNoEntry: false })?.isDirectory()) return path;
  const names = readdirSync(absolute).filter((name) =>
    instruments.some((instrument) => name === `${instrument.name}.json`),
  );
  const [name] = names;
  if (name !== undefined && names.length === 1) return join(path, name);
  throw new UserError({
    code: "no-lab-file",
    what:
      names.length === 0
        ? `There is no instrument's file in ${path}.`
        : `${path} has files of several instruments: ${names.join(", ")}.`,
    details: "An instrument writes NAME.json into its folder when it is done.",
    solution: "Give the path of the file; a run that was stopped goes on by its own command.",
  });
}
