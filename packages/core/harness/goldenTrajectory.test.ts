import { UserError } from "@steepest/base/userError.ts";
import { describe, expect, test } from "vitest";
import { goldenPoint, unreadSettings } from "./goldenPoint.ts";
import {
  expectSameProblem,
  goldenProblemSchema,
  goldenTrajectorySchema,
  parseGolden,
  parsePythonJson,
} from "./goldenTrajectory.ts";

const problem = {
  format: "golden-problem/1",
  name: "problem-p",
  params: [
    { name: "w", kind: "weight", shape: [2, 2], offset: 0, size: 4 },
    { name: "b", kind: "bias", shape: [], offset: 4, size: 1 },
  ],
  size: 5,
  noise: 0.1,
  H: [1, 1, 1, 1, 1],
  t: [0, 0, 0, 0, 0],
  p0: [1, 2, 3, 4, 5],
};
const checkpoint = { step: 1, train: [0, 0, 0, 0, 0], eval: null };
const trajectory = {
  format: "golden-trajectory/1",
  optimizer: "sgd",
  problem: "problem-p",
  hyperparameters: { lr: 0.1 },
  tolerance: 1e-5,
  checkpoints: [checkpoint],
};

const refusal = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).details;
  }
  throw new Error("nothing was refused");
};
const withCheckpoints = (...checkpoints: readonly object[]) => ({ ...trajectory, checkpoints });

describe("a trajectory's mistakes name the field", () => {
  test.each<[string, unknown, string]>([
    ["a list", [], "the file must be an object, not a list of 0"],
    [
      "no checkpoints",
      { ...trajectory, checkpoints: undefined },
      "checkpoints is missing: it must be a list of checkpoints",
    ],
    ["none", withCheckpoints(), "checkpoints must be a list of one checkpoint or more, not a list of 0"],
    [
      "null",
      withCheckpoints({ ...checkpoint, train: [0, null, 0, 0, 0] }),
      "checkpoints[0].train[1] must be a finite number, not null",
    ],
    [
      "text",
      withCheckpoints({ ...checkpoint, train: [0, "1", 0, 0, 0] }),
      'checkpoints[0].train[1] must be a finite number, not "1"',
    ],
    [
      "nested",
      withCheckpoints({ ...checkpoint, train: [[0, 0], 0, 0, 0] }),
      "checkpoints[0].train[0] must be a finite number, not a list of 2",
    ],
    [
      "no list",
      withCheckpoints({ ...checkpoint, eval: 3 }),
      "checkpoints[0].eval must be a list of numbers, not 3",
    ],
    ["step 0", withCheckpoints({ ...checkpoint, step: 0 }), "checkpoints[0].step must be 1 or more, not 0"],
    [
      "step 1.5",
      withCheckpoints({ ...checkpoint, step: 1.5 }),
      "checkpoints[0].step must be a whole number, not 1.5",
    ],
    [
      "the same step twice",
      withCheckpoints(checkpoint, checkpoint),
      "checkpoints[1].step is 1, as that of the checkpoint before it: steps must ascend",
    ],
    [
      "a step back",
      withCheckpoints({ ...checkpoint, step: 3 }, { ...checkpoint, step: 2 }),
      "checkpoints[1].step is 2, after step 3: steps must ascend",
    ],
    ["tolerance 0", { ...trajectory, tolerance: 0 }, "tolerance must be a number above 0, not 0"],
    [
      "an object for a setting",
      { ...trajectory, hyperparameters: { lr: { value: 1 } } },
      "hyperparameters.lr must be a finite number, text, true, false, null or a list of numbers, not an object",
    ],
    [
      "an empty list",
      { ...trajectory, hyperparameters: { betas: [] } },
      "hyperparameters.betas must be a list of one number or more, not a list of 0",
    ],
    [
      "a path",
      { ...trajectory, problem: "../problem-p" },
      'problem must be the name of a file beside this one, without .json, not "../problem-p"',
    ],
  ])("%s", (_, value, details) => {
    expect(refusal(() => parseGolden(goldenTrajectorySchema, value, "a.json"))).toBe(details);
  });

  test("NaN and Infinity, as Python writes them, are named by their field and left alone inside text", () => {
    const json = JSON.stringify(withCheckpoints({ ...checkpoint, note: "NaN, -Infinity" }));
    for (const number of ["NaN", "Infinity", "-Infinity"]) {
      const details = refusal(() =>
        parseGolden(
          goldenTrajectorySchema,
          parsePythonJson(json.replace("[0,0,", `[0,${number},`)),
          "a.json",
        ),
      );
      expect(details).toBe("checkpoints[0].train[1] must be a finite number, not NaN or infinite");
    }
    expect(parsePythonJson(json)).toEqual(JSON.parse(json));
  });

  test("of many only the first are listed, with the number of the others", () => {
    const details = refusal(() =>
      parseGolden(
        goldenTrajectorySchema,
        withCheckpoints({ ...checkpoint, train: Array(20).fill(null) }),
        "a.json",
      ),
    );
    expect(details?.split("\n")).toHaveLength(9);
    expect(details).toContain("… and 12 more");
  });
});

describe("a problem's mistakes name the field", () => {
  const [w, b] = problem.params;
  test.each<[string, object, string]>([
    ["too few curvatures", { H: [1, 1] }, "H has 2 numbers, size says 5"],
    ["too many starts", { p0: [1, 2, 3, 4, 5, 6] }, "p0 has 6 numbers, size says 5"],
    [
      "a shape of another size",
      { params: [{ ...w, shape: [2, 3] }, b] },
      "params[0].size is 4, but w of shape [2, 3] has 6 elements",
    ],
    [
      "a gap",
      { params: [w, { ...b, offset: 5 }] },
      "params[1].offset is 5, but the parameters before b end at 4",
    ],
    [
      "too big",
      { size: 6, H: Array(6).fill(1), t: Array(6).fill(0), p0: Array(6).fill(0) },
      "size is 6, but the parameters have 5 elements together",
    ],
    [
      "two of a name",
      { params: [w, { ...b, name: "w" }] },
      "params[1].name is w, as that of an earlier parameter",
    ],
    [
      "an unknown kind",
      { params: [{ ...w, kind: "weights" }, b] },
      "params[0].kind must be one of weight, bias, conv_weight",
    ],
  ])("%s", (_, change, details) => {
    const found = refusal(() => parseGolden(goldenProblemSchema, { ...problem, ...change }, "p.json"));
    expect(found?.slice(0, details.length)).toBe(details);
  });
});

describe("a trajectory and its problem", () => {
  const parsed = parseGolden(goldenProblemSchema, problem, "p.json");
  const compare = (change: object) =>
    expectSameProblem(parseGolden(goldenTrajectorySchema, { ...trajectory, ...change }, "a.json"), parsed);

  test("fit where lengths do", () => {
    expect(compare({})).toBeUndefined();
    expect(compare({ checkpoints: [{ ...checkpoint, eval: [1, 2, 3, 4, 5] }] })).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ["lengths of train", { train: [1, 2, 3] }, "checkpoints[0].train has 3 numbers, the problem has 5"],
    ["lengths of eval", { eval: [1] }, "checkpoints[0].eval has 1 number, the problem has 5"],
  ])("do not fit where %s differ", (_, change, details) => {
    expect(refusal(() => compare({ checkpoints: [{ ...checkpoint, ...change }] }))).toBe(details);
  });

  test("do not fit where the names differ", () => {
    expect(() => compare({ problem: "problem-q" })).toThrow("recorded on problem-q");
  });
});

describe("the settings of a trajectory", () => {
  const of = (hyperparameters: object, optimizer = "sgd") =>
    parseGolden(goldenTrajectorySchema, { ...trajectory, optimizer, hyperparameters }, "a.json");

  test("are given by their names and their twins', lists as text, nulls not at all", () => {
    expect(
      goldenPoint(of({ lr: 0.5, betas: [0.75, 0.5], one_minus_decay: 0.25, base: "sgd", d: null })),
    ).toEqual({
      lr: 0.5,
      one_minus_lr: 0.5,
      betas: "0.75,0.5",
      decay: 0.75,
      one_minus_decay: 0.25,
      base: "sgd",
    });
    // What the file states itself stands.
    expect(goldenPoint(of({ one_minus_beta: 0.1, beta: 0.5 }))).toMatchObject({
      beta: 0.5,
      one_minus_beta: 0.1,
    });
  });

  test("that nothing reads are told, but for those that are off and the flag that names the method", () => {
    const golden = of(
      {
        lr: 0.1,
        beta: 0.9,
        betas: [0.9, 0.99],
        eps: 1e-8,
        mode: "fast",
        nesterov: true,
        amsgrad: true,
        unset: null,
        off: false,
        zero: 0,
        kind: "none",
      },
      "nesterov",
    );
    const read = new Set(["lr", "one_minus_beta"]);
    expect(unreadSettings(golden, (name) => read.has(name))).toEqual({
      betas: "0.9,0.99",
      eps: 1e-8,
      mode: "fast",
      amsgrad: true,
    });
  });
});
