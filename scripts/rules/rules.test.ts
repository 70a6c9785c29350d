import { describe, expect, test } from "vitest";
import { documentsListCommands } from "./documentsListCommands.ts";
import { documentsListRoutes } from "./documentsListRoutes.ts";
import { documentsPointToFiles } from "./documentsPointToFiles.ts";
import { fileSize } from "./fileSize.ts";
import { importDirection } from "./importDirection.ts";
import { importsOf } from "./importsOf.ts";
import { noCircles } from "./noCircles.ts";
import { noDrawers } from "./noDrawers.ts";
import { noNodeInBrowserCode } from "./noNodeInBrowserCode.ts";
import { noScraps } from "./noScraps.ts";
import { noTensorsInData } from "./noTensorsInData.ts";
import { oneName } from "./oneName.ts";
import type { Rule } from "./rule.ts";
import { sameBitsEverywhere } from "./sameBitsEverywhere.ts";

/** The paths that break a rule among files given as { path: text }. */
const breaking = (rule: Rule, files: Record<string, string>) =>
  rule
    .check(Object.entries(files).map(([path, text]) => ({ path, text })))
    .map((violation) => violation.path);

test("imports are found in every form and brought to paths from the root", () => {
  const text = [
    'import { a } from "../schema/record.ts";',
    "import type {",
    "  B,",
    '} from "@steepest/workloads/catalogue.ts";',
    'export { c } from "@steepest/api/app.ts";',
    'import "node:fs";',
    'const later = await import("./later.ts");',
  ].join("\n");
  expect(importsOf({ path: "packages/core/score/x.ts", text })).toEqual([
    "packages/core/schema/record.ts",
    "packages/workloads/catalogue.ts",
    "apps/api/app.ts",
    "node:fs",
    "packages/core/score/later.ts",
  ]);
});

test("score may import schema, and schema may not import score", () => {
  expect(
    breaking(importDirection, {
      "packages/core/score/down.ts": 'import { a } from "../schema/record.ts";',
      "packages/core/schema/up.ts": 'import { a } from "../score/scoreBoard.ts";',
    }),
  ).toEqual(["packages/core/schema/up.ts"]);
});

test("a workload imports core's contract types only, except in its node/ scripts and tests", () => {
  const text = 'import { runTrial } from "@steepest/core/harness/runTrial.ts";';
  expect(
    breaking(importDirection, {
      "packages/workloads/mnist_mlp/model.ts": text,
      "packages/workloads/node/setTarget.ts": text,
      "packages/workloads/mnist_mlp/model.test.ts": text,
    }),
  ).toEqual(["packages/workloads/mnist_mlp/model.ts"]);
});

test("tfjs stays out of cards and of the score", () => {
  const text = 'import * as tf from "@tensorflow/tfjs";';
  expect(
    breaking(noTensorsInData, {
      "packages/workloads/mnist_mlp/card.ts": text,
      "packages/core/score/profile.ts": text,
      "packages/workloads/mnist_mlp/model.ts": text,
    }),
  ).toEqual(["packages/workloads/mnist_mlp/card.ts", "packages/core/score/profile.ts"]);
});

test("what loads tensors is found behind other files, what takes types of it alone is not", () => {
  const files = (how: string) => ({
    "apps/api/reader/read.ts": 'import { read } from "@steepest/core/sandbox/read.ts";',
    "packages/core/sandbox/read.ts": `${how} { table } from "./table.ts";`,
    "packages/core/sandbox/table.ts": 'import * as tf from "@tensorflow/tfjs";',
  });
  expect(breaking(noTensorsInData, files("import"))).toEqual(["apps/api/reader/read.ts"]);
  expect(breaking(noTensorsInData, files("import type"))).toEqual([]);
});

test("Node builtins stay in node/ folders, the runner, scripts and tests", () => {
  const text = 'import { readFile } from "node:fs/promises";';
  expect(
    breaking(noNodeInBrowserCode, {
      "packages/core/harness/clock.ts": text,
      "packages/core/harness/node/clock.ts": text,
      "packages/core/harness/clock.test.ts": text,
      "apps/runner/src/commands/run.ts": text,
      "apps/site/astro.config.mjs": text,
    }),
  ).toEqual(["packages/core/harness/clock.ts"]);
});

test("a source over the limit is refused, a test of that length is not", () => {
  const text = "const a = 1;\n".repeat(261);
  expect(breaking(fileSize, { "packages/charts/a.ts": text, "packages/charts/a.test.ts": text })).toEqual([
    "packages/charts/a.ts",
  ]);
});

test("drawers and barrels are refused, a module that also defines something is not", () => {
  expect(
    breaking(noDrawers, {
      "packages/charts/utils.ts": "export const a = 1;",
      "packages/charts/all.ts": '// everything\nexport * from "./a.ts";\nexport { b } from "./b.ts";',
      "packages/charts/one.ts": 'export { b } from "./b.ts";\nexport const a = 1;',
    }),
  ).toEqual(["packages/charts/utils.ts", "packages/charts/all.ts"]);
});

test("a command is documented where some document shows its call", () => {
  expect(
    breaking(documentsListCommands, {
      "apps/runner/src/commands/run.ts": "",
      "apps/runner/src/commands/replay.ts": "",
      "README.md": "Try `npx steepest run ./mine.ts`.",
    }),
  ).toEqual(["apps/runner/src/commands/replay.ts"]);
});

test("a route is documented where docs/api.md has its method and path", () => {
  const routes =
    'createRoute({ method: "get", path: "/boards/{id}", tags: [] });\ncreateRoute({ method: "post", path: "/tokens" })';
  expect(
    breaking(documentsListRoutes, {
      "apps/api/routes/a.ts": routes,
      "docs/api.md": "| `GET /v1/boards/{id}` | |",
    }),
  ).toEqual(["apps/api/routes/a.ts"]);
});

test("broken links and AGENTS.md places that are gone are found", () => {
  const files = {
    "docs/rules.md": "[there](../README.md#two-commands) [gone](gone.md) [web](https://example.org/a.md)",
    "README.md": "`packages/nowhere/` is only prose here",
    "AGENTS.md": "Edit `docs/rules.md` or `packages/nowhere/`, never `packages/<name>/x`.",
  };
  expect(breaking(documentsPointToFiles, files)).toEqual(["docs/rules.md", "AGENTS.md"]);
});

describe("the same bits everywhere", () => {
  const messagesOf = (text: string, path = "packages/base/random/a.ts") =>
    sameBitsEverywhere.check([{ path, text }]).map(({ message }) => message);

  test.each([
    [
      "const a = Math.sin(1);",
      "line 1: Math.sin may differ from engine to engine: use sin of packages/base/math",
    ],
    [
      "let a = 0;\na = [1].map(Math.tanh);",
      "line 2: Math.tanh may differ from engine to engine: add tanh to",
    ],
    ["Math.hypot(1, 2);", "Math.sqrt of a sum of products"],
    ["Math.random();", "a key of packages/base/random"],
    ['Math["exp"](1);', "Math is used as a whole"],
    ["const { exp } = Math;", "Math is used as a whole"],
    ["const mathematics = Math;", "Math is used as a whole"],
    ["x ** 2;", "** may differ"],
    ["x **= 2;", "** may differ"],
    ["2 ** n;", "** may differ"],
    ["2 ** 0.5;", "** may differ"],
    ["10 ** 3;", "** may differ"],
    [["`$", "{x ** 2}`;"].join(""), "** may differ"],
    ["names.sort((a, b) => a.localeCompare(b));", "by code units"],
    ["count.toLocaleString();", "by code units"],
    ["new Intl.NumberFormat();", "Intl depends"],
    ["Date.now();", "Date depends"],
    ["when.getHours();", "time zone"],
  ])("%s is refused", (text, message) => {
    expect(messagesOf(text)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    "Math.sqrt(Math.max(Math.PI, Math.abs(x)));",
    "[1].map(Math.fround);",
    "2 ** 32 + 2 ** -24;",
    "/** x ** 2, Math.sin */ // Math.cos",
    'const text = "Math.exp and 3 ** 2";',
    "const files = '**/*.ts';",
    "import { sin } from '../math/sineAndCosine.ts'; sin(1);",
    "Date.UTC(2001, 0, 1);",
    "names.sort(); numbers.toSorted((a, b) => a - b);",
  ])("%s is allowed", (text) => {
    expect(messagesOf(text)).toEqual([]);
  });

  test("holds on the way to parameters and losses only", () => {
    const text = "export const a = Math.sin(1);";
    const files = [
      "packages/workloads/datasets/mri/node/prepare.ts",
      "packages/workloads/layers/table.ts",
      "packages/core/sandbox/linearAlgebra/a.ts",
      "packages/core/score/searchSpace/a.ts",
      "packages/core/score/speedup.ts",
      "packages/charts/a.ts",
      "packages/base/random/a.test.ts",
      "packages/tensors/backend/bench/a.ts",
      "packages/core/submission/guest/schedules/a.ts",
    ];
    expect(breaking(sameBitsEverywhere, Object.fromEntries(files.map((path) => [path, text])))).toEqual(
      files.slice(0, 4),
    );
  });
});

test("files may not import each other in a circle, but for types", () => {
  const circle = {
    "a/one.ts": 'import { two } from "./two.ts";',
    "a/two.ts": 'import { three } from "./three.ts";',
    "a/three.ts": 'import { one } from "./one.ts";',
    "a/four.ts": 'import { one } from "./one.ts";',
  };
  expect(breaking(noCircles, circle)).toEqual(["a/one.ts"]);
  const types = { ...circle, "a/three.ts": 'import type { One } from "./one.ts";' };
  expect(breaking(noCircles, types)).toEqual([]);
  const mixed = { ...circle, "a/three.ts": 'import { type One } from "./one.ts";' };
  expect(breaking(noCircles, mixed)).toEqual([]);
});

test("an exported type stands once in the tree, and words are those of the rules", () => {
  const files = {
    "packages/core/score/one.ts": "export interface Found {}",
    "apps/api/queue/two.ts": "export type Found = string;",
    "apps/api/queue/three.ts": "export type Alone = string;",
    "submissions/mine/algorithm.ts": "export type Found = number;",
    "docs/rules.md": "Each evaluation interval counts.",
    "docs/scoring.md": "Each evaluation period counts.",
  };
  expect(breaking(oneName, files).sort()).toEqual([
    "apps/api/queue/two.ts",
    "docs/rules.md",
    "packages/core/score/one.ts",
  ]);
});

test("a few lines with one user are a scrap, unless a test reaches them or their folder has a reason", () => {
  const use = (path: string) => `import { a } from "./${path}";`;
  const files = {
    "apps/x/scrap.ts": "export const a = 1;",
    "apps/x/tested.ts": "export const a = 1;",
    "apps/x/shared.ts": "export const a = 1;",
    "apps/x/main.ts": "main();",
    "apps/x/long.ts": "export const a = 1;\n".repeat(20),
    "apps/x/user.ts": [use("scrap.ts"), use("tested.ts"), use("shared.ts"), use("long.ts")].join("\n"),
    "apps/x/other.astro": `---\n${use("shared.ts")}\n---`,
    "apps/x/tested.test.ts": use("tested.ts"),
    "packages/tensors/backend/kernels/relu.ts": "export const a = 1;",
    "packages/tensors/backend/kernels/kernels.ts": use("relu.ts"),
  };
  expect(breaking(noScraps, files)).toEqual(["apps/x/scrap.ts"]);
});
