import { type Backend, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { loadEngine } from "../sandbox/loadEngine.ts";
import { checkSubmission } from "./checkSubmission.ts";

let engine: Awaited<ReturnType<typeof loadEngine>>;
let backend: Backend;
beforeAll(async () => {
  engine = await loadEngine();
  backend = await openBackend("cpu");
});

const checked = async (text: string, name = "a.ts") =>
  checkSubmission({ entry: name, files: { [name]: text } }, { engine, backend });

/** A submission whose optimizer, on line 6, is this. */
const optimizer = (body: string, point = "{ lr: 0.1 }") => `import * as s from "steepest";
export default s.defineSubmission({
  name: "aa",
  ruleset: "self",
  hyperparameters: [${point}],
  optimizer: (hp: any) => ${body},
} as any);
`;
/** A submission whose `update`, on line 7, gives this. */
const update = (result: string) => `import * as s from "steepest";
export default s.defineSubmission({
  name: "aa",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: ({ params }: any) => ({ first: params }),
  update({ params, batch, state, lossAndGrad }: any): any {
    const { grads } = lossAndGrad(params, batch);
    return ${result};
  },
  prepareForEval: ({ params, state }: any) => ({ params }),
} as any);
`;

describe("ascent is named, with the line that gives the updates", () => {
  test.each([
    ["a rate without its minus", optimizer("s.scale(0.5)"), 6],
    ["Adam uphill, fast", optimizer("s.chain(s.scaleByAdam({}), s.scale(0.3))"), 6],
    ["a gradient that is added", update("{ params: s.addScaled(params, grads, 1), state }"), 7],
    [
      "a sign that is turned twice",
      optimizer("s.chain(s.momentum({}), s.scale(-1), s.scaleByLearningRate(0.3))"),
      6,
    ],
  ])("%s is a problem", async (_, text, line) => {
    const { ok, problems } = await checked(text);
    expect(ok).toBe(false);
    expect(problems[0]).toMatchObject({ file: "a.ts", line, solution: expect.stringContaining("sign") });
    expect(problems[0]?.message).toMatch(
      /rose from [\d.]+ (to|until) .*: \d+ of 20 steps went along the gradient/,
    );
    expect(problems[0]?.frame).toContain(line === 6 ? "> 6 |" : "> 7 |");
  });

  test.each([
    ["slow ascent", optimizer("s.chain(s.scaleByAdam({}), s.scale(0.003))"), 6],
    ["slow ascent in an update", update("{ params: s.addScaled(params, grads, 0.01), state }"), 7],
  ])("%s, which may be meant, is a warning", async (_, text, line) => {
    const { ok, warnings } = await checked(text);
    expect(ok).toBe(true);
    expect(warnings).toMatchObject([{ file: "a.ts", line, solution: expect.stringContaining("sign") }]);
  });
});

test.each([
  ["SGD", "s.scaleByLearningRate(0.7)"],
  ["SGD with momentum", "s.chain(s.momentum({}), s.scaleByLearningRate(0.5))"],
  ["Adam", "s.chain(s.scaleByAdam({}), s.scaleByLearningRate(1))"],
  ["sign descent", "s.chain(s.stateless((g) => s.sign(g)), s.scaleByLearningRate(1))"],
])("%s at a rate that is far too large passes, and is not called ascent", async (_, body) => {
  const { ok, problems, warnings } = await checked(optimizer(body));
  expect(problems.concat(warnings).filter(({ solution }) => solution.includes("sign"))).toEqual([]);
  expect(ok).toBe(true);
});

test.each([
  ["no number holds from the first step on is a problem", 1e30, "problems", false],
  [
    "lets the loss grow until it overflows is a warning: it may be right for a workload",
    10,
    "warnings",
    true,
  ],
  ["lets it grow more slowly is one too", 2, "warnings", true],
] as const)("a rate that %s", async (_, rate, where, passes) => {
  const found = await checked(optimizer(`s.scaleByLearningRate(${rate})`));
  expect(found.ok).toBe(passes);
  expect(found[where]).toMatchObject([{ line: 6, solution: expect.stringContaining("far too large") }]);
});

test("a division by zero is a problem", async () => {
  const { ok, problems } = await checked(
    optimizer("s.chain(s.stateless((g) => s.div(g, s.sub(g, g))), s.scaleByLearningRate(0.1))"),
  );
  expect(ok).toBe(false);
  expect(problems).toMatchObject([{ line: 6, solution: expect.stringContaining("division by zero") }]);
});

describe("what does not learn is a warning", () => {
  test.each([
    ["updates that are zero", optimizer("s.scale(0)"), 6, /did not change any parameter/],
    ["parameters given back", update("{ params, state }"), 7, /did not change any parameter/],
    ["steps too small for a float32", optimizer("s.scaleByLearningRate(1e-30)"), 6, /very loss/],
    [
      "an average that never moves",
      update("{ params: s.addScaled(params, grads, -0.1), state }").replace(
        "({ params })",
        "({ params: state.first })",
      ),
      11,
      /very loss of the first parameters/,
    ],
  ])("%s", async (_, text, line, message) => {
    const { ok, warnings } = await checked(text);
    expect(ok).toBe(true);
    expect(warnings).toMatchObject([{ file: "a.ts", line, message: expect.stringMatching(message) }]);
  });
});

describe("a syntax error gives its place, the line with a mark, and says where to correct it", () => {
  test.each([
    ["a.ts", "const x = 1;\nconst = 2;\n", 2, 7, "> 2 | const = 2;\n    |       ^"],
    ["a.ts", "const a = {\n  b: 1,\n", 3, 1, "> 3 |"],
    ["a.ts", "export default (;\n", 1, 17, "> 1 | export default (;"],
    ["a.js", "const a = 1;\nconst a = 2;\n", 2, null, "> 2 | const a = 2;"],
    ["a.ts", "let x = 1;\r\nlet y = ;\r\n", 2, 9, "> 2 | let y = ;"],
    ["a.ts", "const a = 'text;\n", 1, null, "> 1 | const a = 'text;"],
    ["a.mjs", "await = 3 +;\n", 1, null, "> 1 |"],
  ])("%s: %j", async (name, text, line, column, frame) => {
    const { ok, problems } = await checked(text, name);
    expect(ok).toBe(false);
    const [problem] = problems;
    expect(problem).toMatchObject({ file: name, line });
    if (column !== null) expect(problem?.column).toBe(column);
    expect(problem?.solution).toContain(`${name}:${line}`);
    expect(problem?.frame).toContain(frame);
  });

  test("one in an imported file is shown there", async () => {
    const files = { "a.ts": 'import "./b.ts";\n', "b.ts": "let x = ;\n" };
    const { problems } = await checkSubmission({ entry: "a.ts", files }, { engine, backend });
    expect(problems[0]).toMatchObject({ file: "b.ts", line: 1, frame: expect.stringContaining("let x = ;") });
  });
});

test("a submission that is checked hears of its evaluations, and what it logs is told apart from what it warns of", async () => {
  const text = update("{ params: s.addScaled(params, grads, -0.1), state }")
    .replace("{ params, batch,", "{ step, evals, params, batch,")
    .replace(
      "const { grads }",
      `if (step === 2) { console.log("two"); console.warn("half\\nway"); }
    if (step > 10 && !(evals.length === 1 && evals[0].step === 10 && evals[0].loss > 0 && evals[0].metric === evals[0].loss)) throw new Error("what was it?");
    const { grads }`,
    );
  const { ok, problems, warnings, console } = await checked(text);
  expect({ ok, problems, console }).toEqual({ ok: true, problems: [], console: ["two"] });
  expect(warnings).toMatchObject([{ file: null, line: null, message: "half\nway" }]);
});

test("a source that is no valid one has no version", async () => {
  const { ok, version, manifest, problems } = await checked("export default 1;\0");
  expect({ ok, version, manifest }).toEqual({ ok: false, version: null, manifest: null });
  expect(problems).toMatchObject([{ file: "a.ts", line: 1, message: expect.stringContaining("NUL") }]);
  expect((await checked("export default 1;")).version).toMatch(/^[\da-f]{64}$/);
});

test("the batch size is chosen before the first step, and no time passes in a rehearsal", async () => {
  const chosen = "batchSize: ({ max }: any) => max + 1,\n  init:";
  const { ok, problems } = await checked(update("{ params, state }").replace("init:", chosen));
  expect(ok).toBe(false);
  expect(problems).toMatchObject([{ message: expect.stringContaining("batchSize must return an integer") }]);
  const text = update("ctx.elapsed === 0 ? { params: s.addScaled(params, grads, -0.1), state } : null")
    .replace("({ params, batch, state, lossAndGrad }: any)", "(ctx: any)")
    .replace("const { grads }", "const { params, batch, state, lossAndGrad } = ctx;\n    const { grads }");
  expect(await checked(text)).toMatchObject({ ok: true, problems: [] });
});

test("a warning that begins with a place is shown there", async () => {
  const text = update("{ params: s.addScaled(params, grads, -0.1), state }").replace(
    "const { grads }",
    'if (step === 2) console.warn("a.ts:7: too coarse");\n    const { grads }',
  );
  const { ok, warnings } = await checked(text.replace("{ params, batch,", "{ step, params, batch,"));
  expect(ok).toBe(true);
  expect(warnings).toMatchObject([{ file: "a.ts", line: 7, column: null, message: "too coarse" }]);
  expect(warnings[0]?.frame).toContain("> 7 |   update(");
});

test.each([
  ["a list", '[{ "lr": 0.1 }, { "lr": 0.2 }]', "hp.lr === 0.1"],
  ["a space", '{ lr: { min: 0.05, max: 0.2, scaling: "linear" } }', "hp.lr >= 0.05 && hp.lr <= 0.2"],
  ["nothing", "{}", "Object.keys(hp).length === 0"],
])("it is rehearsed at the first point of %s", async (_, space, isRight) => {
  const text = optimizer("s.scaleByLearningRate(0.1)")
    .replace("[{ lr: 0.1 }]", space)
    .replace('"self"', '"external"')
    .replace("(hp: any) =>", `(hp: any) => { if (!(${isRight})) throw new Error("another point"); return`)
    .replace("(0.1),", "(0.1); },");
  expect(await checked(text)).toMatchObject({ ok: true, problems: [], warnings: [] });
});

test("a check leaves no tensor behind, whatever it found", async () => {
  await checked(optimizer("s.scaleByLearningRate(0.1)"));
  const { numTensors } = memory();
  await checked(optimizer("s.scale(0.5)"));
  await checked(optimizer("s.nothing()"));
  expect(memory().numTensors).toBe(numTensors);
});

test("weights that were written down are refused with the lines that hold them", async () => {
  const table = Array.from({ length: 400 }, (_, index) => `  ${((index * 7919) % 99991) / 99991},\n`).join(
    "",
  );
  const text = `import { defineSubmission } from "steepest";\nconst weights = [\n${table}];\nexport default defineSubmission(weights);\n`;
  const { ok, manifest, problems } = await checked(text);
  expect({ ok, manifest }).toEqual({ ok: false, manifest: null });
  const [problem] = problems;
  expect(problem?.message).toMatch(/constants, compressed, take .* bytes are in a\.ts, lines \d+–\d+$/);
  expect(problem?.frame).toMatch(/^> +\d+ \| {3}0\.\d+,$/m);
});
