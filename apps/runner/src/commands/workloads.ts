import { card, cards, suite, suites } from "@steepest/workloads/catalogue.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { type CommandGroup, defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { formatSeconds } from "../terminal/formatSeconds.ts";
import { renderTable } from "../terminal/renderTable.ts";
import { describeWorkload } from "../workloads/describeWorkload.ts";

const sign = (direction: "min" | "max") => (direction === "min" ? "≤" : "≥");

const list = defineCommand({
  meta: { name: "list", description: "List workloads with their targets and budgets" },
  args: { suite: { type: "string", description: "Only those of a suite" }, ...jsonOption },
  async run({ args, io }) {
    const shown = args.suite === undefined ? cards : suite(args.suite).workloads.map(card);
    if (args.json) {
      io.out(`${JSON.stringify({ workloads: shown }, null, 2)}\n`);
      return exitCode.ok;
    }
    const rows = shown.map(({ id, title, model, metric, target }) => [
      id,
      title,
      model.parameterCount.toLocaleString("en"),
      `${metric.name} ${sign(metric.direction)} ${target.validation}`,
      Object.values(target.budgetSeconds).map(formatSeconds).join(", "),
      suites
        .filter((each) => each.workloads.includes(id))
        .map((each) => each.id)
        .join(", "),
    ]);
    const columns = [
      { title: "workload" },
      { title: "title" },
      { title: "parameters", align: "right" },
      { title: "target" },
      { title: "budget", align: "right" },
      { title: "suites" },
    ] as const;
    io.out(renderTable(columns, rows));
    return exitCode.ok;
  },
});

const show = defineCommand({
  meta: { name: "show", description: "Show everything about one workload" },
  args: { id: { type: "positional", required: true, description: "the workload" }, ...jsonOption },
  async run({ args, io }) {
    const workload = card(args.id);
    io.out(args.json ? `${JSON.stringify(workload, null, 2)}\n` : describeWorkload(workload, io.outColors));
    return exitCode.ok;
  },
});

const prepare = defineCommand({
  meta: { name: "prepare", description: "Build and validate the cached data of workloads" },
  args: {
    ids: { type: "positional", required: false, valueHint: "...", description: "workloads; all by default" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const ids = args._.length === 0 ? cards.map(({ id }) => id) : args._;
    const prepared: { workload: string; seconds: number }[] = [];
    for (const id of ids) {
      card(id);
      const began = performance.now();
      await prepareData(id, { directory: dataDirectory(io.home) });
      const seconds = (performance.now() - began) / 1000;
      prepared.push({ workload: id, seconds });
      if (!args.json) io.out(`${io.outColors.green("✓")} ${id} is ready (${formatSeconds(seconds)})\n`);
    }
    if (args.json) io.out(`${JSON.stringify({ directory: dataDirectory(io.home), prepared }, null, 2)}\n`);
    return exitCode.ok;
  },
});

export const workloads: CommandGroup = {
  meta: { name: "workloads", description: "List workloads, show one, prepare their data" },
  default: "list",
  subCommands: { list, show, prepare },
};
