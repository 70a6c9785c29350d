import { median } from "../../packages/core/score/median.ts";
import { table } from "../markdown/table.ts";
import type { SideBySide } from "./sideBySide.ts";

/** The suites that points were searched on, by the kind that a row's name ends in; `paper` needed no search. */
const searchedOn = { calibrated: "quick", qualification: "qualification" } as const;
const kinds: Readonly<Record<string, string>> = {
  paper: "the paper's one setting",
  ...Object.fromEntries(
    Object.entries(searchedOn).map(([kind, suite]) => [kind, `calibrated on \`${suite}\``]),
  ),
};

/** How names of rows end whose points were searched on a suite. */
export const kindOf = (suite: string): string | undefined =>
  Object.entries(searchedOn).find(([, where]) => where === suite)?.[0];

const best = <Row extends { readonly score: number }>(some: readonly Row[]): Row | undefined =>
  some.toSorted((a, b) => b.score - a.score)[0];

/** Papers' settings, calibrated ones and calibrated NadamW with the same new seeds. */
function sideBySideTable({ suite, studies, seed, rows }: SideBySide): string {
  const ids = Object.keys(rows[0]?.times ?? {});
  const named = rows.map((row) => {
    const [, name = row.submission, kind = ""] =
      /^(.+)_(paper|calibrated|qualification)$/.exec(row.submission) ?? [];
    return { ...row, name, kind, reached: ids.filter((id) => row.times[id] != null).length };
  });
  const papers = named.filter(({ kind }) => kind === "paper");
  const all = (some: typeof named) =>
    some.filter(({ reached }) => reached === ids.length).map(({ name }) => `\`${name}\``);
  const listed = (some: readonly string[]) => (some.length === 0 ? "" : ` (${some.join(", ")})`);
  const bestPaper = best(papers);
  const tuned = Object.entries(searchedOn).flatMap(([kind, where]) => {
    const rows = named.filter((row) => row.kind === kind && papers.some(({ name }) => name === row.name));
    const [top, nadamw] = [best(rows), named.find((row) => row.name === "nadamw" && row.kind === kind)];
    if (top === undefined || nadamw === undefined) return [];
    return [
      `- Calibrated on \`${where}\`, ${all(rows).length} of ${rows.length} do${listed(all(rows))}; the best score is ${top.score.toFixed(3)} (\`${top.name}\`). NadamW has ${nadamw.score.toFixed(3)} so, and reaches ${nadamw.reached}.`,
    ];
  });
  return `### On \`${suite.id}\`

${studies} studies, seed ${seed}, which no search saw, in reference time, all within the budget of the external ruleset.

- Of ${papers.length} methods at their papers' settings ${all(papers).length} reach all ${ids.length} targets${listed(all(papers))}. The best score among them is ${bestPaper?.score.toFixed(3)} (\`${bestPaper?.name}\`).
${tuned.join("\n")}

${table(
  ["submission", "point", "score", "targets", ...ids.map((id) => `${id}, s`)],
  named
    .toSorted((a, b) => b.score - a.score || b.reached - a.reached)
    .map((row) => [
      `\`${row.name}\``,
      kinds[row.kind] ?? "",
      row.score.toFixed(3),
      `${row.reached} of ${ids.length}`,
      ...ids.map((id) => row.times[id]?.toFixed(2) ?? "missed"),
    ]),
)}
`;
}

/** How far an order carries: of pairs of calibrated points that two suites tell apart, how many come in the same order. */
function carried([first, second]: readonly SideBySide[]): string {
  if (first === undefined || second === undefined) return "";
  const scores = (run: SideBySide) => new Map(run.rows.map(({ submission, score }) => [submission, score]));
  const [here, there] = [scores(first), scores(second)];
  const names = [...here.keys()].filter((name) => name.endsWith("_calibrated") && there.has(name));
  const orders = names.flatMap((one, index) =>
    names.slice(0, index).map((other) => {
      const order = (run: ReadonlyMap<string, number>) =>
        Math.sign((run.get(one) ?? 0) - (run.get(other) ?? 0));
      return order(here) * order(there);
    }),
  );
  const [same, told] = [
    orders.filter((order) => order > 0).length,
    orders.filter((order) => order !== 0).length,
  ];
  return `
**How far a point carries.** Of ${told} pairs of calibrated points that both suites tell apart, ${same} come in the same order (${((100 * same) / told).toFixed(0)} %, where chance makes half): what is best on
\`${first.suite.id}\` says ${same / told < 2 / 3 ? "little" : "something"} of \`${second.suite.id}\`.
`;
}

/** What a search on a suite itself is worth there, beside a point that was carried to it from another one; nothing while fewer than half of them have been run. */
function worthOfSearch({ suite, rows }: SideBySide): string {
  const scores = new Map(rows.map(({ submission, score }) => [submission, score]));
  const pairs = rows.flatMap(({ submission, score }) => {
    const name = /^(.+)_qualification$/.exec(submission)?.[1];
    const carried = scores.get(`${name}_calibrated`);
    return carried === undefined ? [] : [{ own: score, carried }];
  });
  const all = rows.filter(({ submission }) => submission.endsWith("_calibrated")).length;
  if (2 * pairs.length < all) return "";
  const count = (test: (pair: (typeof pairs)[0]) => boolean) => pairs.filter(test).length;
  return `
**What a search is worth.** On \`${suite.id}\`, with seeds that neither search saw, the point of the search there scores higher than the one that was carried from \`quick\` for ${count(({ own, carried }) => own > carried)} of ${pairs.length}
submissions, lower for ${count(({ own, carried }) => own < carried)}; the median score is ${median(pairs.map(({ own }) => own)).toFixed(3)}, carried ${median(pairs.map(({ carried }) => carried)).toFixed(3)}.
`;
}

/** Papers' settings and calibrated points beside each other: what the page answers. */
export const sideBySideSection = (
  runs: readonly SideBySide[],
): string => `## How far away are algorithms without hyperparameters?

Kasimbeg et al. (2025, arXiv 2505.24005) ask it of methods that are said to need no learning rate. Here each of them runs at the one setting that its paper or its authors' code gives (Prodigy,
D-Adapt Adam, Mechanic and DoG with the warmup and cosine decay that all others have; evaluated are the last parameters, where DoG's paper averages), and at the point that a search of the same effort as for the others found (its factor, decay, momenta, warmup), beside calibrated NadamW and the others. The searches on \`quick\` saw its workloads, with other seeds, and none of \`qualification\`: the second table says how far a point carries.

${runs.map(sideBySideTable).join("\n")}${carried(runs)}${runs.slice(-1).map(worthOfSearch).join("")}`;
