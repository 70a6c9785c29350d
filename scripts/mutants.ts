// Takes core rules out of the code one by one and runs the test that must notice: npm run mutants [-- WORD …]
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Mutant, mutants } from "./mutants/mutants.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The source without the rule. Throws where the rule is written otherwise by now: the list is then to be mended. */
function mutated({ file, search, replace, at = 0 }: Mutant, source: string): string {
  const parts = source.split(search);
  if (parts.length < at + 2) throw new Error(`${file} has no place ${at} with: ${search}`);
  return [parts.slice(0, at + 1).join(search), parts.slice(at + 1).join(search)].join(replace);
}

const words = process.argv.slice(2);
if (words.includes("--help")) {
  console.log(`Takes core rules out of the code one by one, and runs the test file that must notice each; the code comes back whatever happens.

  npm run mutants [-- WORD …]

  WORD  only those whose description or file has one of the words (default: all ${mutants.length})
`);
  process.exit(0);
}
const wanted = mutants.filter(
  ({ what, file }) => words.length === 0 || words.some((word) => `${what} ${file}`.includes(word)),
);
let survived = 0;
for (const mutant of wanted) {
  const path = `${root}${mutant.file}`;
  const source = readFileSync(path, "utf8");
  const without = mutated(mutant, source);
  // Whatever ends us, the source comes back.
  const restore = () => writeFileSync(path, source);
  process.once("exit", restore);
  try {
    writeFileSync(path, without);
    const { status } = spawnSync(
      process.execPath,
      [
        `${root}node_modules/vitest/vitest.mjs`,
        "run",
        "--project",
        mutant.project,
        "--maxWorkers",
        "1",
        "--bail",
        "1",
        mutant.test,
      ],
      { cwd: root, stdio: "ignore" },
    );
    if (status === 0) survived++;
    console.log(
      `${status === 0 ? "✗ survived" : "  killed  "}  ${mutant.what}  (${mutant.file}, ${mutant.test})`,
    );
  } finally {
    restore();
    process.off("exit", restore);
  }
}
console.log(`${wanted.length - survived} of ${wanted.length} were noticed.`);
process.exitCode = survived === 0 ? 0 : 1;
