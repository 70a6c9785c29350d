import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const golden = join(import.meta.dirname, "../../../../submissions");
const sgd = join(golden, "sgd/golden.json");

test("a reference submission is found by its optimizer and is within tolerance", async () => {
  const { code, out } = await runCaptured(["trace", sgd, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ optimizer: "sgd", submission: "sgd", within: true });
});

test("a changed trajectory is out of tolerance, with the step and the parameter", async () => {
  const folder = temporaryFolder();
  const trajectory = JSON.parse(readFileSync(sgd, "utf8"));
  trajectory.checkpoints[1].train[25] += 0.01;
  trajectory.checkpoints[2].train[7] += 0.02;
  writeFileSync(join(folder, "sgd.json"), JSON.stringify(trajectory));
  writeFileSync(
    join(folder, `${trajectory.problem}.json`),
    readFileSync(join(golden, `${trajectory.problem}.json`)),
  );
  const { code, out } = await runCaptured(["trace", "sgd.json"], { cwd: folder });
  expect(code).toBe(1);
  expect(out).toContain(
    `out of tolerance at step ${trajectory.checkpoints[1].step}: train parameter dense.bias[1] is`,
  );
});

test("hyperparameters that the trajectory does not have are named", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const { code, err } = await runCaptured(["trace", sgd, "--submission", "mine.ts"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("gives no beta1, beta2");
});

/** A folder with a changed copy of sgd's trajectory, as `changed.json`, and its problem. */
function changedFolder(change: (trajectory: Trajectory, problem: Problem) => void): string {
  const folder = temporaryFolder();
  const trajectory: Trajectory = JSON.parse(readFileSync(sgd, "utf8"));
  const problem: Problem = JSON.parse(readFileSync(join(golden, `${trajectory.problem}.json`), "utf8"));
  const file = join(folder, `${trajectory.problem}.json`);
  change(trajectory, problem);
  writeFileSync(join(folder, "changed.json"), JSON.stringify(trajectory));
  writeFileSync(file, JSON.stringify(problem));
  return folder;
}
interface Trajectory {
  format: string;
  problem: string;
  hyperparameters: Record<string, unknown>;
  checkpoints: { step: number; loss?: number; tolerance?: number; train: (number | null)[]; eval: unknown }[];
}
interface Problem {
  name: string;
  H: number[];
}
const traceChanged = (change: Parameters<typeof changedFolder>[0], ...more: readonly string[]) =>
  runCaptured(["trace", "changed.json", "--submission", join(golden, "sgd"), ...more], {
    cwd: changedFolder(change),
  });

describe("a setting that the trajectory states and the submission never reads", () => {
  test.each<[string, unknown, string]>([
    ["a number", 0.5, "states damping (0.5), which sgd never reads"],
    ["a flag", true, "states damping (true), which"],
    ["text", "strong", "states damping (strong), which"],
    ["a list", [0.5, 0.25], "states damping (0.5,0.25), which"],
  ])("fails the trace, though every checkpoint is within tolerance: %s", async (_, value, message) => {
    const change = ({ hyperparameters }: Trajectory) => {
      hyperparameters["damping"] = value;
    };
    const { code, out } = await traceChanged(change);
    expect(code).toBe(1);
    expect(out).toContain("within tolerance at all");
    expect(out).toContain(message);
    const { out: json } = await traceChanged(change, "--json");
    expect(JSON.parse(json).within).toBe(false);
  });

  test.each([null, false, 0, "none"])("says nothing where it is off: %s", async (value) => {
    const { code, out } = await traceChanged(({ hyperparameters }) => {
      hyperparameters["damping"] = value;
    });
    expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining("damping") });
  });
});

test("tolerance, loss and eval of a checkpoint may be left out, and an eval of null means the training parameters", async () => {
  const { code } = await traceChanged(({ checkpoints }) => {
    for (const checkpoint of checkpoints) {
      delete checkpoint.loss;
      delete checkpoint.tolerance;
      checkpoint.eval = null;
    }
    delete checkpoints[0]?.eval;
  });
  expect(code).toBe(0);
  const evaluatesElsewhere = await traceChanged(({ checkpoints: [first] }) => {
    if (first) first.eval = first.train.map((value, i) => (i === 9 ? 5 : value));
  });
  expect(evaluatesElsewhere).toMatchObject({
    code: 1,
    out: expect.stringContaining("at step 1: eval parameter dense.kernel[2, 1] is"),
  });
});

test.each<[string, Parameters<typeof changedFolder>[0], string]>([
  [
    "lengths",
    ({ checkpoints: [first] }) => {
      if (first) first.train = [1, 2, 3];
    },
    "checkpoints[0].train has 3 numbers, the problem has 44",
  ],
  [
    "null",
    ({ checkpoints: [, second] }) => {
      if (second) second.train[3] = null;
    },
    "checkpoints[1].train[3] must be a finite number, not null",
  ],
  ["steps", ({ checkpoints }) => void checkpoints.reverse(), "steps must ascend"],
  ["the problem's lengths", (_, { H }) => void H.pop(), "H has 43 numbers, size says 44"],
  [
    "another problem's name",
    (_, problem) => {
      problem.name = "problem-B";
    },
    "The trajectory was recorded on problem-A, but the problem file describes problem-B",
  ],
  [
    "a problem that is not there",
    (trajectory) => {
      trajectory.problem = "problem-B";
    },
    "The trajectory is of problem-B, and problem-B.json is neither beside it nor one folder up.",
  ],
  [
    "a format to come",
    (trajectory) => {
      trajectory.format = "golden-trajectory/2";
    },
    'Its format is "golden-trajectory/2"',
  ],
])("a mistake in the files is told in words: %s", async (_, change, message) => {
  expect(await traceChanged(change)).toMatchObject({
    code: 1,
    out: "",
    err: expect.stringContaining(message),
  });
});

test("a trajectory on a network is compared by the names of its layers' parameters, and its mistakes are told", async () => {
  const cwd = temporaryFolder();
  const scripts = join(golden, "../scripts/golden");
  const [trajectory, network] = ["adversarial_sgd.json", "network-mini.json"].map((name) =>
    JSON.parse(readFileSync(join(scripts, name), "utf8")),
  );
  const traced = (change: () => void) => {
    change();
    writeFileSync(join(cwd, "adversarial_sgd.json"), JSON.stringify(trajectory));
    writeFileSync(join(cwd, "network-mini.json"), JSON.stringify(network));
    return runCaptured(["trace", "adversarial_sgd.json", "--submission", join(golden, "sgd")], { cwd });
  };
  // Plain descent on inputs as they are leaves the perturbed trajectory at its first step.
  const { code, out } = await traced(() => Object.assign(trajectory.hyperparameters, { momentum: 0 }));
  expect(code).toBe(1);
  expect(out).toMatch(/first out of tolerance at step 1: train parameter (hidden|output)\.(weight|bias)\[/);
  expect(out).toContain("states radius (0.1), which sgd never reads");
  const tooMany = await traced(() => Object.assign(trajectory.hyperparameters, { bs: 9 }));
  expect(tooMany).toMatchObject({
    code: 1,
    err: expect.stringContaining("batches of 9 (bs), but network-mini has 8"),
  });
  const wrong = await traced(() => network.data.labels.fill(3, 2, 3));
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("data.labels[2] is 3") });
});

test("a problem that is not the trajectory's is suspected where the losses differ", async () => {
  const { code, out } = await traceChanged((_, { H }) => {
    H[0] = 9;
  });
  expect(code).toBe(1);
  expect(out).toMatch(
    /first out of tolerance at step 1: train parameter dense\.kernel\[0, 0\] is .*\n! at the reference's/,
  );
  expect(out).toContain("it was recorded on another problem, or changed since");
});

test("NaN in a file that Python wrote is named by its field", async () => {
  const cwd = changedFolder(() => {});
  const file = join(cwd, "changed.json");
  writeFileSync(file, readFileSync(file, "utf8").replace('"train":[', '"train":[NaN,'));
  const { code, err } = await runCaptured(["trace", "changed.json"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("checkpoints[0].train[0] must be a finite number, not NaN or infinite");
});

test("a folder, the problem instead of the trajectory, and a file of another kind are told apart", async () => {
  const folder = await runCaptured(["trace", golden]);
  expect(folder).toMatchObject({ code: 1, err: expect.stringContaining("is a folder") });
  const problem = await runCaptured(["trace", join(golden, "problem-A.json")]);
  expect(problem).toMatchObject({ code: 1, err: expect.stringContaining('"golden-problem/1": a problem') });
  const other = await runCaptured(["trace", join(golden, "stepCost.json")]);
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("no field `format`") });
});

test("a trajectory without its problem beside it, and one without a reference, say what to do", async () => {
  const folder = temporaryFolder();
  const trajectory = JSON.parse(readFileSync(sgd, "utf8"));
  writeFileSync(join(folder, "alone.json"), JSON.stringify(trajectory));
  const alone = await runCaptured(["trace", "alone.json"], { cwd: folder });
  expect(alone).toMatchObject({ code: 1, err: expect.stringContaining(`${trajectory.problem}.json`) });
  writeFileSync(
    join(folder, `${trajectory.problem}.json`),
    readFileSync(join(golden, `${trajectory.problem}.json`)),
  );
  writeFileSync(join(folder, "other.json"), JSON.stringify({ ...trajectory, optimizer: "nobody" }));
  const other = await runCaptured(["trace", "other.json"], { cwd: folder });
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("--submission PATH") });
});
