// Changes the code in small ways and runs the tests that must notice; writes docs/mutants.md: npm run mutants [-- WORD …]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hunt } from "./mutants/hunt.ts";
import { instrument } from "./mutants/instrument.ts";
import { measureCoverage } from "./mutants/measureCoverage.ts";
import { type Hunted, inDrawnOrder, mutantsPage, standingOf } from "./mutants/mutantsPage.ts";
import { Results } from "./mutants/results.ts";
import { root, scopes } from "./mutants/scopes.ts";
import { wholeNumber } from "./wholeNumber.ts";

const {
  values: { help, sample },
  positionals: words,
} = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean" }, sample: { type: "string" } },
});
if (help) {
  console.log(`Changes the code in small ways (mutants) and runs the tests that meet each change: one must fail. Writes docs/mutants.md.
Goes on where it was stopped, and asks survivors again where a test file changed. All of it takes hours.

  npm run mutants [-- [--sample COUNT] WORD …]

  --sample  of each folder so many, drawn at random and the same each time: a larger sample holds the smaller
  WORD      only files whose path has one of the words, such as score/median (default: all of ${scopes.map(({ folder }) => folder).join(", ")});
            \`page\` alone: runs nothing, writes the page from what is known
`);
  process.exit(0);
}

// The sessions are ended by what runs at exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
const isPageAlone = words.length === 1 && words[0] === "page";
const hunted: Hunted[] = [];
for (const scope of scopes) {
  const instrumented = await instrument(scope);
  const results = new Results(scope.folder);
  const one = { scope, instrumented, results };
  hunted.push(one);
  const wanted = inDrawnOrder(instrumented.mutants)
    .filter(({ file }) => !isPageAlone && (words.length === 0 || words.some((word) => file.includes(word))))
    .slice(0, sample === undefined ? undefined : wholeNumber("sample", sample));
  if (wanted.length === 0) continue;
  writeFileSync(join(results.folder, "code.json"), JSON.stringify([...instrumented.code]));
  say(`${scope.folder}: ${wanted.length} mutants; which tests meet which`);
  await measureCoverage(scope, results, instrumented);
  await hunt(scope, results, wanted, say);
  for (const mutant of wanted) {
    const standing = standingOf(one, mutant);
    if (standing === "survived" || standing === "no coverage") {
      say(
        `${standing}: ${mutant.file}:${mutant.line} ${mutant.original.slice(0, 80)} → ${mutant.replacement.slice(0, 80)}`,
      );
    }
  }
}
writeFileSync(join(root, "docs/mutants.md"), mutantsPage(hunted));
