import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { goldenNetworkSchema } from "../../packages/core/harness/goldenNetwork.ts";
import {
  type GoldenProblem,
  type GoldenTrajectory,
  goldenProblemSchema,
  goldenTrajectorySchema,
  parseGolden,
} from "../../packages/core/harness/goldenTrajectory.ts";
import { traceSubmission } from "../../packages/core/harness/traceSubmission.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { denseNetwork } from "../../packages/workloads/golden/denseNetwork.ts";
import { referenceSource } from "../../packages/workloads/node/referenceSource.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));
const source = referenceSource("heavy_ball");

function readPair(from: string): { readonly golden: GoldenTrajectory; readonly problem: GoldenProblem } {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(from, name), "utf8"));
  return {
    golden: parseGolden(goldenTrajectorySchema, read("heavy_ball.json"), "heavy_ball.json"),
    problem: parseGolden(goldenProblemSchema, read("problem-mini.json"), "problem-mini.json"),
  };
}

const traced = async (from: string) => {
  const { golden, problem } = readPair(from);
  const tools = { engine: await loadEngine(), backend: await openBackend("cpu") };
  return traceSubmission(source, golden, problem, tools);
};

const hasNumpy = spawnSync("python3", ["-c", "import numpy"]).status === 0;
if (!hasNumpy) console.warn("scripts/golden/make_golden.py was not run: there is no python3 with numpy here");

test("the committed trajectory of make_golden.py is that of the heavy ball", async () => {
  expect(await traced(folder)).toMatchObject({ within: true, unread: {} });
});

test.runIf(hasNumpy)("make_golden.py writes the committed files anew", async () => {
  const fresh = mkdtempSync(join(tmpdir(), "steepest-golden-"));
  const run = spawnSync("python3", [join(folder, "make_golden.py"), fresh], { encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(await traced(fresh)).toMatchObject({ within: true, unread: {} });
  const [committed, written] = [readPair(folder), readPair(fresh)];
  expect(written.golden.hyperparameters).toEqual(committed.golden.hyperparameters);
  expect(written.problem.params).toEqual(committed.problem.params);
  written.golden.checkpoints.forEach(({ step, train }, i) => {
    const { step: same, train: expected = [] } = committed.golden.checkpoints[i] ?? {};
    expect(step).toBe(same);
    train.forEach((value, element) => {
      expect(value).toBeCloseTo(expected[element] ?? Number.NaN, 5);
    });
  });
});

test("docs/golden.md shows the beginning of the committed trajectory, and a submission that follows it", async () => {
  const text = readFileSync(join(folder, "../../docs/golden.md"), "utf8");
  const [shown, code] = ["json", "ts"].map(
    (language) => new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m").exec(text)?.[1] ?? "",
  );
  const { golden, problem } = readPair(folder);
  const beginning = parseGolden(goldenTrajectorySchema, JSON.parse(shown ?? ""), "docs/golden.md");
  expect(golden).toMatchObject({ ...beginning, checkpoints: golden.checkpoints });
  expect(golden.checkpoints[0]).toMatchObject({ ...beginning.checkpoints[0] });
  const mine = { entry: "mine.ts", files: { "mine.ts": code ?? "" } };
  const tools = { engine: await loadEngine(), backend: await openBackend("cpu") };
  expect(await traceSubmission(mine, golden, problem, tools)).toMatchObject({ within: true, unread: {} });
});

const networkTrace = async (from: string, submission: SubmissionSource) => {
  const read = (name: string): unknown => JSON.parse(readFileSync(join(from, name), "utf8"));
  const golden = parseGolden(goldenTrajectorySchema, read("adversarial_sgd.json"), "adversarial_sgd.json");
  const network = parseGolden(goldenNetworkSchema, read("network-mini.json"), "network-mini.json");
  const tools = { engine: await loadEngine(), backend: await openBackend("cpu") };
  return traceSubmission(submission, golden, { ...network, ...denseNetwork(network) }, tools);
};
const shownOnNetwork = (): SubmissionSource => {
  const text = readFileSync(join(folder, "../../docs/golden.md"), "utf8");
  const code = /`adversarial_sgd\.json`[\s\S]*?^```ts\n([\s\S]*?)^```$/m.exec(text)?.[1] ?? "";
  return { entry: "mine.ts", files: { "mine.ts": code } };
};

test("the submission of docs/golden.md follows NumPy's trajectory on a network", async () => {
  const report = await networkTrace(folder, shownOnNetwork());
  expect(report).toMatchObject({ submission: "my_adversarial_sgd", within: true, unread: {} });
  for (const { statedLoss, loss } of report.checkpoints) expect(statedLoss).toBeCloseTo(loss, 5);
  const plain = shownOnNetwork().files["mine.ts"]?.replace(
    "lossAndGrad(ctx.params, batch)",
    "lossAndGrad(ctx.params, ctx.batch)",
  );
  const clean = await networkTrace(folder, { entry: "mine.ts", files: { "mine.ts": plain ?? "" } });
  expect(clean.checkpoints[0]?.within).toBe(false);
});

test.runIf(hasNumpy)("make_network.py writes the committed network and trajectory anew", async () => {
  const fresh = mkdtempSync(join(tmpdir(), "steepest-golden-"));
  const run = spawnSync("python3", [join(folder, "make_network.py"), fresh], { encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(await networkTrace(fresh, shownOnNetwork())).toMatchObject({ within: true, unread: {} });
  const [committed, written] = [folder, fresh].map((from) =>
    JSON.parse(readFileSync(join(from, "network-mini.json"), "utf8")),
  );
  expect(written.layers).toEqual(committed.layers);
  expect(written.data.labels).toEqual(committed.data.labels);
});
