import { type Backend, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { checkSubmission } from "../harness/checkSubmission.ts";
import { loadEngine } from "./loadEngine.ts";

let engine: Awaited<ReturnType<typeof loadEngine>>;
let backend: Backend;
beforeAll(async () => {
  engine = await loadEngine();
  backend = await openBackend("cpu");
});

/** A submission whose `update` has these lines in the place of lines 10 and following. */
const submission = (lines: string, { isAsync = false, also = "" } = {}) => `import * as s from "steepest";
const { addScaled, globalNorm, mul, read, readNumber, svd } = s as any;
export default s.defineSubmission({
  name: "forgetful",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => ({ kept: null }),
  ${also}
  ${isAsync ? "async " : ""}update({ params, batch, state, lossAndGrad, loss }: any): any {
    const { grads } = lossAndGrad(params, batch);
${lines}
    return { params: addScaled(params, grads, -0.1), state };
  },
});
`;

const checked = async (text: string) =>
  checkSubmission({ entry: "a.ts", files: { "a.ts": text } }, { engine, backend });

const stands = /a promise stands where its value is needed: `await` is missing/;
const ended = /a promise that nobody awaits/;

describe("a forgotten await is an error with its line", () => {
  test.each([
    [
      "a comparison",
      "    const n = readNumber(globalNorm(grads));\n    if (n > 1) return { params };",
      12,
      ended,
    ],
    ["an operation on trees", "    const n = readNumber(globalNorm(grads));\n    mul(grads, n);", 11, ended],
    [
      "a condition, of which nothing can be seen",
      "    if (readNumber(globalNorm(grads))) return { params };",
      11,
      ended,
    ],
    ["equality, of which nothing can be seen", "    if (read(grads) === null) return { params };", 11, ended],
    ["a value that nobody uses", "    read(grads);", 11, ended],
    ["a `then` that comes after the end", "    read(grads).then(() => {});", 11, ended],
    ["a list taken apart", "    const [first] = read(grads);", 11, ended],
    ["a property", "    readNumber(globalNorm(grads)).toFixed(2);", 11, ended],
    [
      "a matrix function whose results are taken apart",
      "    const { u } = svd(grads);\n    mul(u, 2);",
      11,
      ended,
    ],
  ])("in a function that does not wait: %s", async (_, lines, line, message) => {
    const { ok, problems } = await checked(submission(lines));
    expect(ok).toBe(false);
    const [problem] = problems;
    expect(problem).toMatchObject({ file: "a.ts", message: expect.stringMatching(message) });
    // A comparison is seen where it stands, before the end.
    expect([11, line]).toContain(problem?.line);
    expect(problem?.solution).toContain("await");
  });

  test.each([
    ["a comparison", "    if (n > 1) return { params };"],
    ["arithmetic", "    const twice = 2 * n;"],
    ["text", "    const said = 'n is ' + n;"],
    ["a method of Math", "    Math.max(1, n);"],
    ["an operand", "    mul(grads, n);"],
    ["a factor", "    addScaled(grads, grads, n);"],
    ["a list", "    const [first] = n;"],
    ["a list that is spread", "    const all = [...n];"],
    ["a number of a constant", "    Number(n);"],
    ["parameters", "    return { params: n };"],
    ["model state", "    return { params, modelState: n };"],
    ["the state", "    return { params, state: { n } };"],
    ["a member of a list in the state", "    return { params, state: [null, { n }] };"],
    ["a loss's parameters", "    loss(n, batch);"],
  ])("in a function that waits for something else: %s", async (_, use) => {
    const lines = `    const n = readNumber(globalNorm(grads));\n    await read(grads);\n${use}`;
    const { ok, problems } = await checked(submission(lines, { isAsync: true }));
    expect(ok).toBe(false);
    expect(problems[0]).toMatchObject({ file: "a.ts", message: expect.stringMatching(stands) });
  });

  test("the promise of a function of one's own is one, too", async () => {
    const also = "";
    const lines =
      "    const half = async (tree: any) => mul(tree, 0.5);\n    addScaled(params, half(grads), 1);";
    const { problems } = await checked(submission(lines, { also }));
    expect(problems[0]).toMatchObject({ line: 12, message: expect.stringMatching(stands) });
  });

  test("one read awaited and one not by the end names the one that was not", async () => {
    const lines = "    const n = await readNumber(globalNorm(grads));\n    const later = read(params);";
    const { problems } = await checked(submission(lines, { isAsync: true }));
    expect(problems[0]).toMatchObject({ line: 12, message: expect.stringMatching(ended) });
  });
});

test("what is awaited passes: one by one, together, in a helper, and printed while it is a promise", async () => {
  const lines = `    const norm = async (tree: any) => (await readNumber(globalNorm(tree))) * 2;
    const [first, second] = await Promise.all([norm(grads), read(params)]);
    console.log(norm);
    const promise = norm(params);
    console.log(promise);
    if (first + (await promise) + second[0][0] > 1e9) return { params };`;
  const { ok, problems, console } = await checked(submission(lines, { isAsync: true }));
  expect(problems).toEqual([]);
  expect(ok).toBe(true);
  expect(console[1]).toBe("a promise (`await` it to see its value)");
});

test.each([
  ["optimizer: async () => s.scaleByLearningRate(0.1)", /`optimizer` must not be async/],
  ["optimizer: () => s.scaleByLearningRate((async () => 0.1) as any)", /await/],
  ["batchSize: async () => 8, optimizer: () => s.scaleByLearningRate(0.1)", /batchSize must not be async/],
  [
    "optimizer: () => s.chain({ init: async () => 0, update: (updates: any, state: any) => ({ updates, state }) } as any, s.scaleByLearningRate(0.1))",
    /state holds a promise/,
  ],
  [
    "optimizer: () => ({ init: () => 0, update: (updates: any, state: any) => ({ updates: (async () => updates)(), state }) })",
    stands,
  ],
  [
    "optimizer: () => ({ init: () => 0, update: (updates: any, state: any) => ({ updates, state }), evalParams: async (p: any) => p })",
    stands,
  ],
])("what must not be async says so: %s", async (part, message) => {
  const text = `import * as s from "steepest";\nexport default s.defineSubmission({ name: "aa", ruleset: "self", hyperparameters: [{}], ${part} } as any);\n`;
  const { ok, problems } = await checked(text);
  expect(ok).toBe(false);
  expect(problems[0]?.message).toMatch(message);
});
