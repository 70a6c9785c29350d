import { anyRecordSchema } from "@steepest/core/schema/record.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { replayed, tellReplay } from "../replay/replayed.ts";
import { printJson } from "../terminal/printJson.ts";

export const replay = defineCommand({
  meta: { name: "replay", description: "Run a record again and compare every number of it, to the bit" },
  args: {
    record: { type: "positional", required: true, description: "a record that `run` or the platform wrote" },
    submission: {
      type: "string",
      valueHint: "path",
      description: "Its source, where it is not beside the record",
    },
    workload: {
      type: "string",
      valueHint: "path",
      description: "The file of its workload, where that is one of your own",
    },
    ...jsonOption,
  },
  async run({ args, io }) {
    const recorded = readJsonFile(args.record, io.cwd, anyRecordSchema, "a Steepest record");
    const report = await replayed(recorded, args.record, args, io);
    io.out(args.json ? printJson(report) : `${tellReplay(report, io).join("\n")}\n`);
    return report.identical ? exitCode.ok : exitCode.failure;
  },
});
