import { resolve } from "node:path";
import { printable } from "@steepest/base/printable.ts";
import { checkWorkload, type WorkloadCheck } from "@steepest/core/harness/checkWorkload.ts";
import { card, cards, suite } from "@steepest/workloads/catalogue.ts";
import { ensureData } from "@steepest/workloads/node/ensureData.ts";
import { loadOwnWorkload, ownDataReader } from "@steepest/workloads/own/node/loadOwnWorkload.ts";
import { type CommandGroup, defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import type { Colors } from "../cli/io.ts";
import { dataDirectory } from "../dataDirectory.ts";
import { backendOption, openTools } from "../openTools.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { createLiveDisplay } from "../terminal/liveDisplay.ts";
import { printJson } from "../terminal/printJson.ts";
import { describeWorkload } from "../workloads/describeWorkload.ts";
import { findWorkload } from "../workloads/findWorkload.ts";
import { listWorkloads, withParameterCounts } from "../workloads/listWorkloads.ts";

const list = defineCommand({
  meta: { name: "list", description: "List workloads with data, licence, size, target and budget" },
  args: {
    suite: { type: "string", description: "Only those of a suite" },
    variants: { type: "boolean", description: "Held-out variants as well (--json has them anyway)" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const all = cards.filter(({ variantOf }) => args.variants || args.json || variantOf === null);
    const shown = args.suite === undefined ? all : suite(args.suite).workloads.map(card);
    io.out(args.json ? printJson({ workloads: shown.map(withParameterCounts) }) : listWorkloads(shown));
    return exitCode.ok;
  },
});

const show = defineCommand({
  meta: { name: "show", description: "Show everything about one workload" },
  args: { id: { type: "positional", required: true, description: "the workload" }, ...jsonOption },
  async run({ args, io }) {
    const workload = findWorkload(args.id);
    io.out(args.json ? printJson(withParameterCounts(workload)) : describeWorkload(workload, io.outColors));
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
    // A variant has the data of its base.
    const bases = cards.filter(({ variantOf }) => variantOf === null);
    const ids = (args._.length === 0 ? bases : args._.map(findWorkload)).map(({ id }) => id);
    const directory = dataDirectory(io.home);
    const prepared: { workload: string; seconds: number }[] = [];
    const live = createLiveDisplay(io);
    try {
      for (const [at, id] of ids.entries()) {
        const began = performance.now();
        const elapsed = () => (performance.now() - began) / 1000;
        await ensureData(id, {
          directory,
          onProgress: (message) =>
            live.block(() => [`${at + 1} of ${ids.length}  ${id}: ${message} … ${formatSeconds(elapsed())}`]),
        });
        prepared.push({ workload: id, seconds: elapsed() });
        if (!args.json) live.line(`${io.errColors.green("✓")} ${id} is ready (${formatSeconds(elapsed())})`);
      }
    } finally {
      live.close();
    }
    if (args.json) io.out(printJson({ directory, prepared }));
    return exitCode.ok;
  },
});

const check = defineCommand({
  meta: { name: "check", description: "Try whether a workload of your own keeps what a workload promises" },
  args: {
    file: { type: "positional", required: true, description: "its file, with `defineWorkload`" },
    ...backendOption,
    ...jsonOption,
  },
  async run({ args, io }) {
    const file = resolve(io.cwd, args.file);
    const { workload } = await loadOwnWorkload(file);
    await openTools(args.backend);
    const loaded = await workload.load(ownDataReader(file));
    const checks = await checkWorkload(workload, loaded);
    loaded.dispose();
    const ok = checks.every((one) => one.ok);
    if (args.json) io.out(printJson({ workload: workload.card.id, ok, checks }));
    else io.out(renderChecks(workload.card.id, checks, io.outColors));
    return ok ? exitCode.ok : exitCode.failure;
  },
});

export const workloads: CommandGroup = {
  meta: {
    name: "workloads",
    description: "List workloads, show one, prepare their data, check one of your own",
  },
  default: "list",
  subCommands: { list, show, prepare, check },
};

/** One line for each promise of a workload: kept or not, and what was found. */
function renderChecks(id: string, checks: readonly WorkloadCheck[], colors: Colors): string {
  const lines = checks.map(({ promise, ok, found }) => {
    const mark = ok ? colors.green("✓") : colors.red("✗");
    return `${mark} ${promise}\n    ${printable(found)}`;
  });
  const failed = checks.filter(({ ok }) => !ok).length;
  const end =
    failed === 0
      ? `${id} keeps all ${checks.length} promises.`
      : `${id} breaks ${failed} of ${checks.length} promises: mend them before you trust a run.`;
  return `${lines.join("\n")}\n\n${end}\n`;
}
