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

describe("what a field must be is said of every field, and what it is instead", () => {
  const of = (change: object) =>
    refusal(() => parseGolden(goldenTrajectorySchema, { ...trajectory, ...change }, "a.json"));
  const ofProblem = (change: object) =>
    refusal(() => parseGolden(goldenProblemSchema, { ...problem, ...change }, "p.json"));
  const [w, b] = problem.params;

  test.each<[string | undefined, string]>([
    [
      of({ format: "golden-trajectory/2" }),
      'format must be "golden-trajectory/1", not "golden-trajectory/2"',
    ],
    [of({ optimizer: 5 }), "optimizer must be text, not 5"],
    [of({ optimizer: undefined }), "optimizer is missing: it must be text"],
    [of({ problem: true }), "problem must be text, not true"],
    [of({ problem: "" }), 'problem must be the name of a file beside this one, without .json, not ""'],
    [of({ problem: ".p" }), 'problem must be the name of a file beside this one, without .json, not ".p"'],
    [of({ problem: "a/b" }), 'problem must be the name of a file beside this one, without .json, not "a/b"'],
    [of({ hyperparameters: [] }), "hyperparameters must be an object of settings, not a list of 0"],
    [of({ tolerance: "x".repeat(50) }), `tolerance must be a finite number, not "${"x".repeat(39)}…`],
    [of({ tolerance: "x".repeat(38) }), `tolerance must be a finite number, not "${"x".repeat(38)}"`],
    [of({ tolerance: null }), "tolerance must be a finite number, not null"],
    [of({ checkpoints: [5] }), "checkpoints[0] must be an object with step and train, not 5"],
    [
      of({ checkpoints: [{ ...checkpoint, tolerance: -1 }] }),
      "checkpoints[0].tolerance must be a number above 0, not -1",
    ],
    [
      of({ checkpoints: [{ ...checkpoint, loss: {} }] }),
      "checkpoints[0].loss must be a finite number, not an object",
    ],
    [of({ checkpoints: [{ step: 1 }] }), "checkpoints[0].train is missing: it must be a list of numbers"],
    [ofProblem({ format: 1 }), 'format must be "golden-problem/1", not 1'],
    [ofProblem({ name: undefined }), "name is missing: it must be text"],
    [ofProblem({ params: {} }), "params must be a list of parameters, not an object"],
    [ofProblem({ params: [] }), "params must be a list of one parameter or more, not a list of 0"],
    [
      ofProblem({ params: [1] }),
      "params[0] must be an object with name, kind, shape, offset and size, not 1",
    ],
    [ofProblem({ params: [{ ...w, name: 1 }, b] }), "params[0].name must be text, not 1"],
    [ofProblem({ params: [{ ...w, shape: "2" }, b] }), 'params[0].shape must be a list of lengths, not "2"'],
    [ofProblem({ params: [{ ...w, shape: [2, 0] }, b] }), "params[0].shape[1] must be 1 or more, not 0"],
    [ofProblem({ params: [{ ...w, offset: -1 }, b] }), "params[0].offset must be 0 or more, not -1"],
    [ofProblem({ params: [{ ...w, offset: 0.5 }, b] }), "params[0].offset must be a whole number, not 0.5"],
    [ofProblem({ noise: Number.POSITIVE_INFINITY }), "noise must be a finite number, not NaN or infinite"],
    [ofProblem({ size: 2.5 }), "size must be a whole number, not 2.5"],
    [ofProblem({ t: 1 }), "t must be a list of numbers, not 1"],
    [ofProblem({ t: [0] }), "t has 1 numbers, size says 5"],
    [refusal(() => parseGolden(goldenProblemSchema, "p", "p.json")), 'the file must be an object, not "p"'],
  ])("%s", (details, expected) => {
    // What the parameters are together may be wrong, too.
    expect(details?.split("\n")[0]).toBe(expected);
  });

  test("eight mistakes are all listed", () => {
    const train = [...Array(8).fill(null)];
    expect(of({ checkpoints: [{ ...checkpoint, train }] })?.split("\n")).toHaveLength(8);
  });

  test("the file is named, and where to read about it", () => {
    expect(() => parseGolden(goldenProblemSchema, {}, "p.json")).toThrow(
      "p.json is not what a golden file must be",
    );
  });
});

test("names of files and kinds of settings that are taken", () => {
  const hyperparameters = { a: 1, b: "x", c: true, d: null, e: [1, 2] };
  const parsed = parseGolden(
    goldenTrajectorySchema,
    { ...trajectory, problem: "a_1.b-c", hyperparameters, extra: 1 },
    "a.json",
  );
  expect(parsed).toMatchObject({ problem: "a_1.b-c", hyperparameters, extra: 1 });
});

test("NaN is a number only where it is a word of its own, and text that never ends is no JSON", () => {
  expect(parsePythonJson('{"a": "x \\" NaN", "b": [-Infinity, NaN]}')).toEqual({
    ...{ a: 'x " NaN', b: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] },
  });
  for (const broken of ['{"a: NaN', '{"a\\', "[NaNs]"])
    expect(() => parsePythonJson(broken)).toThrow(SyntaxError);
});

test("a power of the step is its exponent, other text is text", () => {
  const of = (hyperparameters: Record<string, string>) =>
    goldenPoint(parseGolden(goldenTrajectorySchema, { ...trajectory, hyperparameters }, "a.json"));
  expect(of({ bound: "(k-1)^0.25" })).toEqual({ bound: 0.25, one_minus_bound: 0.75 });
  expect(of({ bound: "(k-1)^12" })).toMatchObject({ bound: 12 });
  expect(of({ a: "2(k-1)^2", b: "(k-1)^2x", c: "(k-1)^x" })).toEqual({
    a: "2(k-1)^2",
    b: "(k-1)^2x",
    c: "(k-1)^x",
  });
});
