import { paperUrl } from "../../packages/core/schema/paperUrl.ts";
import type { Reference } from "../../packages/core/submission/node/readReferences.ts";
import { verifiedBy } from "../../packages/core/submission/verifiedBy.ts";
import { table } from "../markdown/table.ts";
import { fromPapers, recorded } from "./algorithms.ts";
import { notDone } from "./notDone.ts";

function paperLink(paper: string | undefined): string {
  if (paper === undefined) return "–";
  const url = paperUrl(paper);
  if (url === null) return paper;
  return url === paper ? `[${new URL(url).hostname.replace(/^www\./, "")}](${url})` : `[${paper}](${url})`;
}

/** Of an algorithm's file with its folder, which says what it is of. */
const fileLink = (file: string) => `[${file.split("/").slice(-2).join("/")}](../${file})`;

/** What is tested of a method without a recorded trajectory: the titles of its tests. */
function testsOf({ name, verification }: Reference): string {
  const byFile = Map.groupBy(verification.papers, ({ file }) => file);
  return [...byFile]
    .map(([file, tests]) => {
      const titles = tests.map(({ heading, title }) => (heading === null ? title : `${heading}: ${title}`));
      // The title of a table of tests has a place for the name.
      return `${titles.join("; ").replaceAll("%s", name)} (${fileLink(file)})`;
    })
    .join("; ");
}

/** Methods with a recording: their further tests by file alone. */
function alsoTested({ verification }: Reference): string {
  const files = [...new Set(verification.papers.map(({ file }) => file))];
  return files.length === 0 ? "" : `, properties in ${files.map(fileLink).join(", ")}`;
}

/** docs/coverage.md: every algorithm, its file, and how it is known to be right. */
export function renderCoverage(references: readonly Reference[]): string {
  const byName = new Map(references.map((reference) => [reference.name, reference]));
  const known = (name: string): Reference => {
    const reference = byName.get(name);
    if (reference === undefined) throw new Error(`there is no reference submission ${name}`);
    return reference;
  };
  const facts = (reference: Reference) => [
    paperLink(reference.manifest.paper),
    fileLink(reference.file),
    reference.manifest.ruleset,
  ];
  const done = fromPapers.map(({ name, submission, note }) => {
    const reference = known(submission);
    return [name, ...facts(reference), `${note === undefined ? "" : `${note}. `}${testsOf(reference)}`];
  });
  const missing = notDone.map(({ name, paper, reason }) => [
    name,
    paperLink(paper),
    "–",
    "–",
    `not done: ${reason}`,
  ]);
  /** Two forms of one method: the same update, and one point that is fixed for all workloads. */
  const selfTuning = references
    .map(({ name }) => name)
    .filter((name) => name.endsWith("_self") && byName.has(name.slice(0, -"_self".length)));
  const listed = new Set([...recorded, ...selfTuning, ...fromPapers.map(({ submission }) => submission)]);
  const others = references.filter(({ name }) => !listed.has(name));
  const unverified = references.filter((reference) => verifiedBy(reference).length === 0);
  const columns = ["algorithm", "paper", "file", "ruleset", "how verified"];
  const part = (title: string, text: string, rows: readonly (readonly string[])[]) =>
    `## ${title}\n\n${text}\n\n${table(columns, rows)}`;
  const parts = [
    `# Coverage of the literature

Every training algorithm that Steepest has as a reference submission, and how it is known to be the one of its paper. Written from the
tree by \`node scripts/writeCoverage.ts\`, and a test compares: ${references.length} submissions, ${
      references.filter(({ verification }) => verification.golden !== null).length
    } with a recorded trajectory, ${unverified.length === 0 ? "none" : unverified.length} without any proof of its own.

All of them pass the conformance table: \`check\`, six analytic problems with a bound each, the same bits for the same seed, no tensors left,
state of the stated size, no dependence on names and order of parameters
([conformance.test.ts](../submissions/conformance.test.ts), [analyticProblems.test.ts](../submissions/analyticProblems.test.ts)). \`npm run
test:submissions\` trains each on every workload of \`quick\`. \`npx steepest submissions\` lists them with state and step cost; the site shows
each with its update, search space, proof and source under \`/references\`.`,
    part(
      "With golden trajectories",
      "Parameters after every checkpoint are those of the authors' code (or the named implementation) on an analytic problem, on `wasm` and `cpu`: `golden.json` in the algorithm's folder, run by `npx steepest trace`.",
      recorded.map((name) => {
        const reference = known(name);
        const proof = reference.verification.golden !== null ? "golden trajectory" : "no trajectory";
        return [name, ...facts(reference), `${proof}${alsoTested(reference)}`];
      }),
    ),
    part(
      "From their papers",
      "No reference that runs was found: each is tested on what its paper proves or prints. The titles of those tests:",
      [...done, ...missing],
    ),
    part(
      "At one fixed point",
      "For the self-tuning ruleset, and what boards compare with.",
      selfTuning.map((name) => [name, ...facts(known(name)), testsOf(known(name))]),
    ),
    ...(others.length === 0
      ? []
      : [
          part(
            "Further",
            "Not asked for by the list above.",
            others.map((reference) => [reference.name, ...facts(reference), testsOf(reference) || "–"]),
          ),
        ]),
  ];
  return `${parts.join("\n\n")}\n`;
}
