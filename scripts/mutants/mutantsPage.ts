import type { Instrumented, Mutant } from "./instrument.ts";
import { judgementOf } from "./judgements.ts";
import type { Results } from "./results.ts";
import { type Scope, testsOf } from "./scopes.ts";

export interface Hunted {
  readonly scope: Scope;
  readonly instrumented: Instrumented;
  readonly results: Results;
}

export type Standing = "killed" | "timed out" | "survived" | "no coverage" | "not tried";
const standings: readonly Standing[] = ["killed", "timed out", "survived", "no coverage", "not tried"];

/** Where a mutant stands: one that no test meets has no coverage, once it is known what every test meets. */
export function standingOf({ scope, results }: Hunted, { key, id }: Mutant): Standing {
  const known = results.byKey.get(key)?.status;
  if (known !== undefined) return known;
  const files = testsOf(scope).map((file) => results.coverage.get(file)?.coverage);
  if (files.some((coverage) => coverage === undefined)) return "not tried";
  const isMet = files.some((coverage) => Object.values(coverage ?? {}).some((met) => met[id] !== undefined));
  return isMet ? "not tried" : "no coverage";
}

const code = (text: string): string => {
  const line = text.replaceAll(/\s+/gu, " ").replaceAll("|", "\\|").replaceAll("`", "'");
  const cut = line.length > 90 ? `${line.slice(0, 90)}…` : line;
  return cut === "" ? "nothing" : `\`${cut}\``;
};

/** docs/mutants.md: how many changes of each folder the tests notice, and which they do not. */
export function mutantsPage(hunted: readonly Hunted[]): string {
  const leftOut = new Map<string, number>();
  for (const { instrumented } of hunted) {
    for (const [why, count] of instrumented.leftOut) leftOut.set(why, (leftOut.get(why) ?? 0) + count);
  }
  const rows = hunted.map((one) => {
    const counts = new Map<Standing, number>();
    for (const mutant of one.instrumented.mutants) {
      const standing = standingOf(one, mutant);
      counts.set(standing, (counts.get(standing) ?? 0) + 1);
    }
    const of = (standing: Standing) => counts.get(standing) ?? 0;
    const noticed = of("killed") + of("timed out");
    const share =
      of("not tried") > 0 ? "" : `${((100 * noticed) / one.instrumented.mutants.length).toFixed(1)} %`;
    return `| \`${one.scope.folder}\` | ${one.instrumented.mutants.length} | ${standings.map(of).join(" | ")} | ${share} |`;
  });
  return `# Mutants

Small changes of the code, one at a time, that some test must notice (\`npm run mutants\`, which writes this page). The changes are those of
[Stryker](https://stryker-mutator.io)'s instrumenter, and in SQL and drizzle's \`and(…)\` each condition left out and each comparison with or without the equal case. All of them are
in the code at once, switched on one by one; a run without any says first which tests meet which. Each is tried with the tests that meet it until one fails.

| folder | mutants | ${standings.join(" | ")} | noticed |
| --- | --- | ${standings.map(() => "---").join(" | ")} | --- |
${rows.join("\n")}

A loop that a change makes endless counts as noticed: it is ended when it has met the change twenty times as often as any test does without it, or says nothing for minutes.
Of \`apps/api/queue\` are also the rules of the queue that stand elsewhere: ${moreOf(hunted)}. Asked are ${hunted
    .map(({ scope }) => `for \`${scope.folder}\` ${testsOf(scope).length} test files`)
    .join(", ")}: those that are quick; what only an end-to-end test would notice counts as survived.

Left out: ${[...leftOut].map(([why, count]) => `${why} (${count})`).join("; ")}.

## Survivors

${hunted.map(survivorsOf).join("\n\n")}
`;
}

const moreOf = (hunted: readonly Hunted[]): string =>
  hunted
    .flatMap(({ scope }) => scope.more ?? [])
    .map((file) => `\`${file}\``)
    .join(", ");

function survivorsOf(one: Hunted): string {
  const isTried = one.instrumented.mutants.every((mutant) => standingOf(one, mutant) !== "not tried");
  if (!isTried) return `### ${one.scope.folder}\n\nNot all of its mutants are tried yet.`;
  const survivors = one.instrumented.mutants.filter((mutant) =>
    ["survived", "no coverage"].includes(standingOf(one, mutant)),
  );
  const verdicts = new Map<string, number>();
  const rows = survivors.map((mutant) => {
    const judged = judgementOf(mutant);
    const verdict = judged?.verdict ?? "not judged";
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    const what = `${code(mutant.original)} → ${code(mutant.replacement)}`;
    return `| \`${mutant.file.slice(one.scope.folder.length + 1)}\` ${mutant.line} | ${what} | ${verdict}${judged === undefined ? "" : `: ${judged.why}`} |`;
  });
  const counts = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  const table = `\n\n| place | change | judged |\n| --- | --- | --- |\n${rows.join("\n")}`;
  return `### ${one.scope.folder}\n\n${rows.length === 0 ? "None." : `${counts}.${table}`}`;
}
