import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("../../bin/steepest.mjs", import.meta.url));
const documented = readFileSync(new URL("../../../../docs/workloads.md", import.meta.url), "utf8");

/** The file that docs/workloads.md shows. */
const iris = /## A workload of your own[\s\S]*?```ts\n([\s\S]*?)```/.exec(documented)?.[1] as string;

/** Flowers as the document's file wants them: three kinds, well apart. */
const flowers = (): string => {
  const rows = Array.from({ length: 150 }, (_, at) => {
    const kind = at % 3;
    const numbers = [5, 3, 1 + 2 * kind, 0.2 + kind].map(
      (value, column) => value + ((at * (column + 3)) % 7) / 20,
    );
    return `${numbers.map((value) => value.toFixed(2)).join(",")},${["setosa", "versicolor", "virginica"][kind]}`;
  });
  return ["sepal_length,sepal_width,petal_length,petal_width,species", ...rows].join("\n");
};

/** A folder with a workload, its data and an optimizer. */
function folderWith(workload: string, data: string | null = flowers()): string {
  const folder = mkdtempSync(join(tmpdir(), "steepest-own-"));
  writeFileSync(join(folder, "iris.ts"), workload);
  if (data !== null) writeFileSync(join(folder, "iris.csv"), data);
  writeFileSync(
    join(folder, "mine.ts"),
    'import { defineSubmission, scaleByLearningRate } from "steepest";\n' +
      'export default defineSubmission({ name: "mine", ruleset: "self", hyperparameters: [{ lr: 0.01 }],\n' +
      "  optimizer: ({ lr }) => scaleByLearningRate(lr) });\n",
  );
  return folder;
}

/** A workload's file is run by Node itself, so the command line is a process here. */
const steepest = (cwd: string, ...words: string[]) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    const env = { ...process.env, STEEPEST_HOME: join(cwd, "home") };
    execFile(process.execPath, [program, ...words], { cwd, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });

test("the documented workload keeps all promises, is trained in processes, and its records replay to the bit", async () => {
  const cwd = folderWith(iris);
  const checked = await steepest(cwd, "workloads", "check", "iris.ts", "--json");
  const { ok, checks } = JSON.parse(checked.out);
  expect(ok, JSON.stringify(checks, null, 2)).toBe(true);
  expect(checked.code).toBe(0);

  const words = ["--workload", "./iris.ts", "--studies", "1", "--no-baselines", "--out", "here", "--json"];
  const run = await steepest(cwd, "run", "mine.ts", ...words);
  expect(run.code, run.err).toBe(0);
  const summary = JSON.parse(run.out);
  expect(summary.suite.id).toBe("own");
  expect(summary.workloads).toMatchObject([{ id: "iris", target: 0.95 }]);
  expect(summary.measure).toBe("reference");

  const record = join("here", "records", "iris-study1-trial1.json");
  const replayed = await steepest(cwd, "replay", record, "--workload", "./iris.ts", "--json");
  expect(JSON.parse(replayed.out)).toMatchObject({ identical: true });

  writeFileSync(join(cwd, "iris.ts"), iris.replace("target: 0.95", "target: 0.5"));
  const other = await steepest(cwd, "run", "mine.ts", ...words);
  expect(other.code).toBe(1);
  expect(other.err).toContain("files of --workload");
});

const broken: readonly (readonly [string, string, string | null, string])[] = [
  ["a file that is no program", "export default (", flowers(), "iris.ts cannot be run."],
  ["a file without a workload", "export default 3;", flowers(), "exports no workload"],
  [
    "an id of the catalogue",
    iris.replace('id: "iris"', 'id: "mnist_mlp"'),
    flowers(),
    "as one of the catalogue is",
  ],
  ["options that are none", iris.replace("steps: 300", "steps: -3"), flowers(), "steps:"],
  ["data that are missing", iris, null, "The workload's file iris.csv cannot be read."],
  [
    "data above the folder",
    iris.replace('"iris.csv"', '"../../etc/passwd"'),
    flowers(),
    "outside of its folder",
  ],
  [
    "a table whose rows are not alike long",
    iris,
    `${flowers()}\n1,2,3`,
    "Row 152 of the CSV file has 3 cells",
  ],
];

test.each(broken)("%s is said, and how to mend it", async (_, workload, data, message) => {
  const { code, err } = await steepest(folderWith(workload, data), "workloads", "check", "iris.ts");
  expect(err).toContain(message);
  expect(err).toContain("→");
  expect(code).toBe(1);
});

const untrue: readonly (readonly [string, string, string])[] = [
  [
    "losses that draw",
    iris
      .replace("=> classLosses(", "=> classLosses(")
      .replace(
        'batch["labels"] as Tensor, options),\n  judge',
        'batch["labels"] as Tensor, options).mul(1 + Math.random()) as never,\n  judge',
      ),
    "twice the same gives the same bits, replayed from a capture too",
  ],
  [
    "a judge without the metric",
    iris.replace("({ accuracy: shareCorrect", "({ share: shareCorrect"),
    "an evaluation gives the loss and the metric within its range, twice the same",
  ],
  [
    "a parameter that nothing uses",
    iris.replace('...denseSpecs("hidden"', '...denseSpecs("idle", 4, 4),\n    ...denseSpecs("hidden"'),
    "gradients are finite, and none is zero throughout",
  ],
];

test.each(untrue)("check finds %s", async (_, workload, promise) => {
  expect(workload).not.toBe(iris);
  const { code, out } = await steepest(folderWith(workload), "workloads", "check", "iris.ts", "--json");
  const failed = JSON.parse(out).checks.filter((check: { ok: boolean }) => !check.ok);
  expect(failed.map((check: { promise: string }) => check.promise)).toContain(promise);
  expect(code).toBe(1);
});
