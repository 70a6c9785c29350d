import { isDue } from "./hunt.ts";
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

/** Where a mutant stands: one that no test meets has no coverage, once it is known what every test meets; a survivor is one that all have missed. */
export function standingOf({ scope, results }: Hunted, mutant: Mutant): Standing {
  const known = results.byKey.get(mutant.key)?.status;
  if (known === "killed" || known === "timed out") return known;
  const isKnownOfAll = testsOf(scope).every((file) => results.coverage.has(file));
  if (!isKnownOfAll || isDue(scope, results, mutant)) return "not tried";
  return known ?? "no coverage";
}

/** By their keys, which are hashes: whatever comes first is a random sample of all. */
export const inDrawnOrder = (mutants: readonly Mutant[]): Mutant[] =>
  mutants.toSorted((one, other) => (one.key < other.key ? -1 : 1));

/** Fewer say too little. */
const leastSample = 100;
const percent = (share: number): string => (100 * share).toFixed(1);

/** The share of a folder's mutants that are noticed; of a sample, where not all were tried, with Wilson's 95 % interval; empty where too few were. */
function shareNoticed(one: Hunted): string {
  const standings = inDrawnOrder(one.instrumented.mutants).map((mutant) => standingOf(one, mutant));
  const end = standings.indexOf("not tried");
  const tried = end === -1 ? standings : standings.slice(0, end);
  const n = tried.length;
  if (n < Math.min(leastSample, standings.length)) return "";
  const share = tried.filter((standing) => standing === "killed" || standing === "timed out").length / n;
  if (end === -1) return `${percent(share)} %`;
  const z = 1.96;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const reach = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return `${percent(share)} % of ${n} drawn (${percent(middle - reach)}–${percent(middle + reach)})`;
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
    return `| \`${one.scope.folder}\` | ${one.instrumented.mutants.length} | ${standings.map(of).join(" | ")} | ${shareNoticed(one)} |`;
  });
  return `# Mutants

Small changes of the code, one at a time, that some test must notice (\`npm run mutants\`, which wrote this page on ${new Date().toISOString().slice(0, 10)}). The changes are those of
[Stryker](https://stryker-mutator.io)'s instrumenter, and in SQL and drizzle's \`and(…)\` each condition left out and each comparison with or without the equal case. All of them are
in the code at once, switched on one by one; a run without any says first which tests meet which. Each is tried with the tests that meet it until one fails;
those that some have missed are then on together, up to eight of different files, and where a test fails apart again: together one may hide another, which counts as survived.

| folder | mutants | ${standings.join(" | ")} | noticed |
| --- | --- | ${standings.map(() => "---").join(" | ")} | --- |
${rows.join("\n")}

Where not all of a folder are tried, the share is that of a random sample (\`--sample\`), with its 95 % interval in per cent: mutants are drawn in the order of a hash.
A loop that a change makes endless counts as noticed: it is ended when it has met the change twenty times as often as any test does without it, or says nothing for minutes.
Of \`apps/api/queue\` are also the rules of the queue that stand elsewhere: ${moreOf(hunted)}. Asked are ${hunted
    .map(({ scope }) => `for \`${scope.folder}\` ${testsOf(scope).length} test files`)
    .join(
      ", ",
    )}: those that are quick, the ones that stand far off last. What only another test would notice counts as survived.

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
  const of = (...wanted: readonly Standing[]) =>
    one.instrumented.mutants.filter((mutant) => wanted.includes(standingOf(one, mutant)));
  const untried = of("not tried").length;
  const survivors = of("survived", "no coverage");
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
  const partly = untried === 0 ? "" : `${untried} mutants are not tried. Of the others: `;
  return `### ${one.scope.folder}\n\n${partly}${rows.length === 0 ? "None." : `${counts}.${table}`}`;
}
