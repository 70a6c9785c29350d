// Calibrates reference submissions with equal effort, and runs what was found beside the papers' own settings: npm run calibrations
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { calibrationSummarySchema } from "../apps/runner/src/calibrate/calibrationSummary.ts";
import { readSubmission } from "../apps/runner/src/submission/readSubmission.ts";
import { submissionVersion } from "../packages/core/submission/submissionVersion.ts";
import { suite as suiteOf } from "../packages/workloads/catalogue.ts";
import { readCalibrations, readElsewhere } from "./calibration/readCalibrations.ts";
import { oneBoard, readSideBySide, sideBySideSchema, sideBySideSuites } from "./calibration/sideBySide.ts";
import { calibrated, paperPointOf, spaceOf, standAt, writeVariant } from "./calibration/variants.ts";

const {
  values: { help, points, studies, jobs, suite: searchedSuite, "side-by-side": runAlone },
  positionals,
} = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: "boolean" },
    points: { type: "string", default: "32" },
    studies: { type: "string", default: "3" },
    jobs: { type: "string", default: "2" },
    suite: { type: "string", default: "quick" },
    "side-by-side": { type: "boolean", default: false },
  },
});
const suites: readonly string[] = sideBySideSuites;
if (!suites.includes(searchedSuite)) {
  console.error(`--suite ${searchedSuite}: searched are ${suites.join(" and ")}.`);
  process.exit(2);
}
if (help) {
  console.log(`For each of ${calibrated.length} submissions: \`steepest calibrate\` on the suite quick. Then all points that were found, and the papers' own settings of those
that are said to need no tuning, with seeds that no search saw on quick, and on qualification, whose workloads no search on quick saw. Hours of work; it goes on where it was stopped.
Writes submissions/calibrations and stands the self-tuning forms at what was found (\`npm run format\` formats them); \`node scripts/writeCalibrations.ts\` writes docs/calibration.md from it.

  npm run calibrations [-- [--points ${points}] [--studies ${studies}] [--jobs ${jobs}] [--suite ${suites.join(" | ")}] NAME …]
  npm run calibrations -- --side-by-side

  NAME            calibrates these only, and runs nothing side by side
  --suite         that is searched (default quick). Points of another one say what a search there is worth; the self-tuning forms stay
  --side-by-side  calibrates nothing: runs what has been found so far. What stands in submissions/calibrations/sideBySide.*.run.json with the same version is not run
                  again, since a seed gives the same times on every machine (\`npm run golden\` proves that the library does too); without the file all are
`);
  process.exit(0);
}

const root = fileURLToPath(new URL("../", import.meta.url));
const scratch = join(root, ".steepest/calibrations/references");
const evidence = join(root, "submissions/calibrations");
/** Of the runs side by side: no search has it. */
const seed = 7;
const isQuick = searchedSuite === "quick";
const say = (line: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);

/** Runs the CLI; what it prints as JSON. */
function steepest(args: readonly string[], suite = "quick"): unknown {
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      join(root, "apps/runner/src/main.ts"),
      ...args,
      "--suite",
      suite,
      "--studies",
      studies,
      "--jobs",
      jobs,
      "--json",
    ],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 1e9 },
  );
  if (status !== 0) throw new Error(`steepest ${args.join(" ")} ended with ${status}`);
  return JSON.parse(stdout);
}

const unknown = positionals.filter((name) => !calibrated.includes(name));
if (unknown.length > 0)
  throw new Error(`not calibrated: ${unknown.join(", ")}. It is one of ${calibrated.join(", ")}.`);

for (const name of runAlone ? [] : positionals.length > 0 ? positionals : calibrated) {
  say(`${name}: ${points} points`);
  const path = await writeVariant(root, join(scratch, "spaces", name), {
    of: name,
    name,
    space: await spaceOf(root, name),
  });
  const out = join(scratch, isQuick ? "runs" : searchedSuite, name);
  const words = ["calibrate", path, "--points", points, "--out", out];
  const found = steepest(words, searchedSuite) as Record<string, unknown>;
  const { report: _report, summaryFile: _file, ...summary } = found;
  const folder = isQuick ? evidence : join(evidence, searchedSuite);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify(calibrationSummarySchema.parse(summary), null, 2)}\n`,
  );
  if (!isQuick) continue;
  const [point] = calibrationSummarySchema.parse(summary).hyperparameters;
  if (point !== undefined && (await standAt(root, name, point)))
    say(`${name}: submissions/${name}/self.ts stands at it`);
}

if (positionals.length === 0 && isQuick) {
  const folder = pathToFileURL(`${evidence}/`);
  const found = readCalibrations(folder).filter(({ measure }) => measure === "reference");
  const elsewhere = readElsewhere(folder);
  const variants: { readonly submission: string; readonly path: string; readonly version: string }[] = [];
  for (const { submission, hyperparameters } of found) {
    const of = submission.name;
    const points = {
      calibrated: hyperparameters[0],
      qualification: elsewhere.find((one) => one.submission.name === of)?.hyperparameters[0],
      paper: await paperPointOf(root, of),
    };
    for (const [kind, point] of Object.entries(points)) {
      if (point === undefined || point === null) continue;
      // Named by its point, so that one that two searches found is one version and runs once.
      const name = `${of}_${createHash("sha256").update(JSON.stringify(point)).digest("hex").slice(0, 8)}`;
      const path = await writeVariant(root, join(scratch, kind, of), { of, name, space: [point] });
      const version = submissionVersion(readSubmission(path, root));
      variants.push({ submission: `${of}_${kind}`, path, version });
    }
  }
  for (const suite of sideBySideSuites) {
    // What is of an older version of the suite, or of other studies, is run again.
    const { version } = suiteOf(suite);
    const before = readSideBySide(folder).filter(
      (run) =>
        run.suite.id === suite &&
        run.suite.version === version &&
        run.seed === seed &&
        run.studies === Number(studies),
    );
    const standing = new Set(before.flatMap(({ rows }) => rows.map(({ version }) => version)));
    const missing = new Map(
      variants.filter(({ version }) => !standing.has(version)).map(({ version, path }) => [version, path]),
    );
    say(`${missing.size} points to run with new seeds on ${suite}, for ${variants.length} rows`);
    const words = ["--trials", "1", "--seed", String(seed), "--no-baselines", "--out"];
    const run = ["run", ...missing.values(), ...words, join(scratch, "sideBySide", suite)];
    const now = missing.size === 0 ? [] : [sideBySideSchema.parse(steepest(run, suite))];
    const [task] = [...now, ...before];
    if (task === undefined) throw new Error(`nothing has been calibrated that could run on ${suite}`);
    const times = new Map(
      [...before, ...now].flatMap(({ rows }) => rows.map((row) => [row.version, row.times])),
    );
    const rows = variants.map(({ submission, version }) => ({
      submission,
      version,
      times: times.get(version) ?? {},
    }));
    const board = oneBoard({ ...task, rows });
    writeFileSync(join(evidence, `sideBySide.${suite}.run.json`), `${JSON.stringify(board, null, 2)}\n`);
  }
}
