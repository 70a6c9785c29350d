import { beforeAll, expect, test } from "vitest";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { guestFailure } from "./guestFailure.ts";
import { loadEngine } from "./loadEngine.ts";
import { readManifest } from "./readManifest.ts";
import { SubmissionError } from "./submissionError.ts";

let engine: Awaited<ReturnType<typeof loadEngine>>;
beforeAll(async () => {
  engine = await loadEngine();
});

async function failureOf(source: SubmissionSource): Promise<SubmissionError> {
  const error = await readManifest(source, engine).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof SubmissionError) return error;
  throw new Error("the submission was expected to fail", { cause: error });
}

const main = `import { rate } from "./lib/rate.ts";
import { defineSubmission } from "steepest";

export default defineSubmission({
  name: "many_files",
  ruleset: "self",
  hyperparameters: [{ lr: rate(0.1) }],
  init: () => null,
  update: (ctx) => ({ params: ctx.params }),
});
`;

test("a submission of several files loads", async () => {
  const files = { "main.ts": main, "lib/rate.ts": "export const rate = (x: number): number => 2 * x;\n" };
  expect((await readManifest({ entry: "main.ts", files }, engine)).hyperparameters).toEqual([{ lr: 0.2 }]);
});

test("an exception in another file is placed there, and its stack names the caller", async () => {
  const thrower = `interface Unused {
  readonly x: number;
}

export function rate(x: number): number {
  const broken: Unused | null = null;
  return broken!.x * x;
}
`;
  const error = await failureOf({ entry: "main.ts", files: { "main.ts": main, "lib/rate.ts": thrower } });
  expect(error).toMatchObject({ code: "guest-exception", file: "lib/rate.ts", line: 7 });
  expect(error.guestStack).toContain("main.ts:7");
  expect(error.message).toMatch(/^lib\/rate.ts:7: TypeError: /);
});

test("a refusal of the module steepest is placed at the line that called it", async () => {
  const call =
    'import { defineSubmission } from "steepest";\n\n\nexport default defineSubmission({} as never);\n';
  expect(await failureOf({ entry: "a.ts", files: { "a.ts": call } })).toMatchObject({
    file: "a.ts",
    line: 4,
  });
});

test("a syntax error in another file is placed there", async () => {
  const files = { "main.ts": main, "lib/rate.ts": "export const rate = 1;\nexport const = 2;\n" };
  expect(await failureOf({ entry: "main.ts", files })).toMatchObject({
    code: "syntax-error",
    file: "lib/rate.ts",
    line: 2,
  });
});

test("a syntax error that only the engine sees is one too", async () => {
  const files = { "a.js": "const a = 1;\nconst a = 2;\n" };
  expect(await failureOf({ entry: "a.js", files })).toMatchObject({
    code: "syntax-error",
    file: "a.js",
    line: 2,
  });
});

test("an import that is not there names its line", async () => {
  const files = { "a.ts": '// one\n// two\nimport x from "nowhere";\nexport default x;\n' };
  expect(await failureOf({ entry: "a.ts", files })).toMatchObject({
    code: "import-unknown",
    file: "a.ts",
    line: 3,
  });
});

test.each([null, "text", {}, { message: 5, stack: [], name: null }, { stack: "(".repeat(1e5) }])(
  "whatever is thrown becomes an error of the entry (%#)",
  (thrown) => {
    const error = guestFailure(thrown, "update", "a.ts");
    expect(error).toMatchObject({ code: "guest-exception", file: "a.ts", line: null });
    expect(error.message).toMatch(/\(in update\)$/);
  },
);

test.each([
  [
    'import { Adam } from "steepest";',
    "Adam",
    'main.ts:1: "steepest" exports nothing that is called "Adam"',
    "docs/contract.md",
  ],
  [
    '\n\nimport {\n  add,\n  Adam as Mine,\n} from "steepest";',
    "Mine",
    'main.ts:5: "steepest" exports nothing that is called "Adam"',
    "docs/contract.md",
  ],
  [
    'import { speed } from "./lib/rate";',
    "speed",
    'main.ts:1: lib/rate.ts exports nothing that is called "speed"',
    "Correct the name",
  ],
  [
    '\nimport rate from "./lib/rate.ts";',
    "rate",
    "main.ts:2: lib/rate.ts has no default export",
    "Import by name",
  ],
  [
    'export { gone } from "./lib/rate.ts";',
    "1",
    'main.ts:1: lib/rate.ts exports nothing that is called "gone"',
    "Correct the name",
  ],
])("%j, which is not there, is named with its line", async (importing, used, says, way) => {
  const files = {
    "main.ts": `${importing}\nexport default ${used};\n`,
    ...(importing.includes("lib/rate") ? { "lib/rate.ts": "export const rate = 1;\n" } : {}),
  };
  expect(await failureOf({ entry: "main.ts", files })).toMatchObject({
    code: "import-unknown",
    message: says,
    solution: expect.stringContaining(way),
  });
});

test("a stack of the module steepest alone is not shown", async () => {
  const error = await failureOf({ entry: "main.ts", files: { "main.ts": "export default 1;\n" } });
  expect(error).toMatchObject({ code: "not-a-submission", guestStack: null });
});

test("long messages and stacks are cut", () => {
  const error = guestFailure({ message: "m".repeat(1e5), stack: "s".repeat(1e5) }, "init", "a.ts");
  expect(error.message.length).toBeLessThan(2100);
  expect(error.guestStack?.length).toBeLessThan(8100);
});
