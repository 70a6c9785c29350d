// Calibrates reference submissions with equal effort, and runs what was found beside the papers' own settings: npm run calibrations
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { calibrationSummarySchema } from "../apps/runner/src/calibrate/calibrationSummary.ts";
import {
  readCalibrations,
  readElsewhere,
  sideBySideSchema,
  sideBySideSuites,
} from "./calibration/readCalibrations.ts";
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
  --side-by-side  calibrates nothing: runs what has been found so far
`);
  process.exit(0);
}

const root = fileURLToPath(new URL("../", import.meta.url));
const scratch = join(root, ".steepest/calibrations/references");
const evidence = join(root, "submissions/calibrations");
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
  const paths: string[] = [];
  const folder = pathToFileURL(`${evidence}/`);
  const found = readCalibrations(folder).filter(({ measure }) => measure === "reference");
  const elsewhere = readElsewhere(folder);
  for (const { submission, hyperparameters } of found) {
    const { name } = submission;
    const variants = {
      calibrated: hyperparameters[0],
      qualification: elsewhere.find((one) => one.submission.name === name)?.hyperparameters[0],
      paper: await paperPointOf(root, name),
    };
    for (const [kind, point] of Object.entries(variants)) {
      if (point === undefined || point === null) continue;
      const variant = { of: name, name: `${name}_${kind}`, space: [point] };
      paths.push(await writeVariant(root, join(scratch, kind, name), variant));
    }
  }
  for (const suite of sideBySideSuites) {
    say(`${paths.length} points with new seeds on ${suite}`);
    const words = [
      "--trials",
      "1",
      "--seed",
      "7",
      "--no-baselines",
      "--out",
      join(scratch, "sideBySide", suite),
    ];
    const run = sideBySideSchema.parse(steepest(["run", ...paths, ...words], suite));
    writeFileSync(join(evidence, `sideBySide.${suite}.run.json`), `${JSON.stringify(run, null, 2)}\n`);
  }
}
