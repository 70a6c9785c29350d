// The golden board: exact scores of five submissions on `quick`, committed: npm run golden
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { referenceFiles } from "../packages/core/submission/node/referenceFiles.ts";
import { submissionVersion } from "../packages/core/submission/submissionVersion.ts";
import { referenceSource } from "../packages/workloads/node/referenceSource.ts";
import {
  type GoldenBoard,
  goldenBoard,
  goldenPath,
  goldenSteps,
  goldenSubmissions,
} from "../test/golden/golden.ts";

const help = `Trains five submissions on the suite quick (three quarters of an hour on two cores; it goes on where it was stopped) and
writes their exact times, steps and scores, and the state of short trials, to test/golden/board.json. npm test trains the short ones
again and compares every bit.

  npm run golden -- [--jobs N]
  npm run golden -- --versions    after sources changed and nothing that they compute: once the short trials are the same to the last bit and
                                  nanosecond, it writes the sources' new versions alone
`;

chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values } = parseArgs({
  options: {
    jobs: { type: "string" },
    versions: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(help);
else if (values.versions) await writeVersions();
else {
  const out = ".steepest/golden";
  const run = spawnSync(
    process.execPath,
    [
      "apps/runner/bin/steepest.mjs",
      ...[
        "run",
        ...goldenSubmissions.map((name) => `submissions/${referenceFiles("submissions").get(name)}`),
      ],
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

async function writeVersions(): Promise<void> {
  const board = goldenBoard();
  if (!isDeepStrictEqual(await goldenSteps(), board.short)) {
    console.error("A bit or a time changed: the board has to be trained anew.");
    process.exit(1);
  }
  const rows = board.rows.map((row) => ({
    ...row,
    version: submissionVersion(referenceSource(row.submission)),
  }));
  writeFileSync(goldenPath, `${JSON.stringify({ ...board, rows }, null, 2)}\n`);
  console.log(`Wrote the versions of ${rows.length} submissions into ${goldenPath}.`);
}
