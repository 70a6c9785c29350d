// The golden board: exact scores of five submissions on `quick`, committed: npm run golden
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type GoldenBoard, goldenPath, goldenSteps, goldenSubmissions } from "../test/golden/golden.ts";

const help = `Trains five submissions on the suite quick (three quarters of an hour on two cores; it goes on where it was stopped) and
writes their exact times, steps and scores, and the state of short trials, to test/golden/board.json. npm test trains the short ones
again and compares every bit.

  npm run golden -- [--jobs N]
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: { jobs: { type: "string" }, help: { type: "boolean", default: false } },
});
if (values.help) console.log(help);
else {
  const out = ".steepest/golden";
  const run = spawnSync(
    process.execPath,
    [
      "apps/runner/bin/steepest.mjs",
      ...["run", ...goldenSubmissions.map((name) => `submissions/${name}.ts`)],
      ...["--suite", "quick", "--seed", "1", "--no-baselines", "--json", "--out", out],
      ...(values.jobs === undefined ? [] : ["--jobs", values.jobs]),
    ],
    { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", maxBuffer: 1e8 },
  );
  if (run.status !== 0) process.exit(run.status ?? 1);
  const { suite, ruleset, seed, studies, rows } = JSON.parse(run.stdout) as GoldenBoard;
  const board: GoldenBoard = {
    suite,
    ruleset,
    seed,
    studies,
    rows: rows.map(({ submission, version, score, times, steps }) => ({
      submission,
      version,
      score,
      times,
      steps,
    })),
    short: await goldenSteps(),
  };
  writeFileSync(goldenPath, `${JSON.stringify(board, null, 2)}\n`);
  rmSync(out, { recursive: true });
  console.log(`Wrote ${goldenPath}.`);
}
