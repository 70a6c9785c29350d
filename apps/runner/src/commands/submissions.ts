import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readReferences } from "@steepest/core/submission/node/readReferences.ts";
import { verifiedBy } from "@steepest/core/submission/verifiedBy.ts";
import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { referenceDirectory } from "../run/baseline.ts";
import { printJson } from "../terminal/printJson.ts";
import { renderTable } from "../terminal/renderTable.ts";

export const submissions = defineCommand({
  meta: {
    name: "submissions",
    description: "List the reference submissions: paper, state, step cost, how each is verified",
  },
  args: {
    ruleset: { type: "enum", options: ["external", "self"], description: "Only those of a ruleset" },
    ...jsonOption,
  },
  async run({ args, io }) {
    const all = await readReferences(referenceDirectory, await loadEngine());
    const shown = all.filter(
      ({ manifest }) => args.ruleset === undefined || manifest.ruleset === args.ruleset,
    );
    if (args.json) {
      io.out(
        printJson({
          submissions: shown.map((reference) => ({
            name: reference.name,
            description: reference.manifest.description ?? null,
            paper: reference.manifest.paper ?? null,
            ruleset: reference.manifest.ruleset,
            stateBytesPerParameter: reference.manifest.stateBytesPerParameter ?? null,
            stepCost: reference.stepCost,
            verifiedBy: verifiedBy(reference),
            file: reference.file,
          })),
        }),
      );
      return exitCode.ok;
    }
    const rows = shown.map((reference) => [
      reference.name,
      reference.manifest.paper ?? "–",
      reference.manifest.ruleset,
      reference.manifest.stateBytesPerParameter?.toString() ?? "–",
      reference.stepCost === null ? "–" : `${reference.stepCost.toFixed(2)}×`,
      verifiedBy(reference).join(", ") || "–",
    ]);
    const columns = [
      { title: "submission" },
      { title: "paper" },
      { title: "ruleset" },
      { title: "state (B/parameter)", align: "right" },
      { title: "step ÷ SGD's", align: "right" },
      { title: "verified by" },
    ] as const;
    io.out(renderTable(columns, rows));
    return exitCode.ok;
  },
});
