/** A change that AGENTS.md tells how to make. */
interface Change {
  /** How the row begins, after "to …". */
  readonly row: string;
  /** New files, by path. */
  readonly writes?: Readonly<Record<string, string>>;
  /** In files that are there: what is found once becomes something else. */
  readonly edits?: Readonly<Record<string, readonly (readonly [found: string, instead: string])[]>>;
  /** Programs that the row says to run afterwards: the words after `node`. */
  readonly runs?: readonly (readonly string[])[];
  /** The words after `node` of what passes after the change; the first fails before it. */
  readonly proofs: readonly (readonly string[])[];
}

const vitest = (project: "unit" | "api", ...paths: readonly string[]) => [
  ...["node_modules/vitest/vitest.mjs", "run", "--project", project],
  ...paths,
];

/** Five rows of AGENTS.md, each as a whole change: what is touched must be named in the row, and it must be enough. */
export const changes: readonly Change[] = [
  {
    row: "add a CLI command",
    writes: {
      "apps/runner/src/commands/greet.ts": `import { defineCommand, jsonOption } from "../cli/command.ts";
import { exitCode } from "../cli/exitCode.ts";
import { printJson } from "../terminal/printJson.ts";

export const greet = defineCommand({
  meta: { name: "greet", description: "Say good day" },
  args: { ...jsonOption },
  async run({ args, io }) {
    io.out(args.json ? printJson({ said: "good day" }) : "Good day\\n");
    return exitCode.ok;
  },
});
`,
    },
    edits: {
      "apps/runner/src/commands.ts": [
        ["  mcp:", '  greet: async () => (await import("./commands/greet.ts")).greet,\n  mcp:'],
      ],
      "apps/runner/src/cli/renderHelp.ts": [['"mcp"', '"mcp", "greet"']],
      "README.md": [["| let a coding agent do it | `mcp`", "| let a coding agent do it | `greet`, `mcp`"]],
    },
    runs: [["scripts/writeCommands.ts"], [...vitest("unit", "apps/runner/src/cli/help.test.ts"), "-u"]],
    proofs: [
      ["apps/runner/bin/steepest.mjs", "greet"],
      vitest("unit", "scripts/commands/commands.test.ts", "apps/runner/src/cli/help.test.ts"),
    ],
  },
  {
    row: "add an API route",
    writes: {
      "apps/api/routes/greetingRoutes.ts": `import { createRoute } from "@hono/zod-openapi";
import { greetingSchema } from "@steepest/core/schema/api/greeting.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer } from "../http/describe.ts";

export const greetingRoutes = createRouter().openapi(
  createRoute({
    method: "get",
    path: "/greeting",
    tags: ["Service"],
    summary: "Good day",
    responses: { 200: jsonAnswer(greetingSchema, "A greeting.") },
  }),
  (context) => context.json({ said: "good day" }, 200),
);
`,
      "apps/api/routes/greetingRoutes.test.ts": `import { expect, test } from "vitest";
import { send } from "../test/platform.ts";

test("it greets", async () => {
  const answer = await send(new Request("http://api.test/v1/greeting"));
  expect(await answer.json()).toEqual({ said: "good day" });
});
`,
      "packages/core/schema/api/greeting.ts": `import { z } from "zod";

/** GET /v1/greeting */
export const greetingSchema = z.object({ said: z.string() });
`,
    },
    edits: {
      "apps/api/app.ts": [
        [
          "import { healthRoutes }",
          'import { greetingRoutes } from "./routes/greetingRoutes.ts";\nimport { healthRoutes }',
        ],
        ["    healthRoutes,\n", "    healthRoutes,\n    greetingRoutes,\n"],
      ],
      "docs/api.md": [
        [
          "| `GET /v1/boards/{id}/events` |",
          "| `GET /v1/greeting` | | good day |\n| `GET /v1/boards/{id}/events` |",
        ],
      ],
    },
    proofs: [vitest("api", "apps/api/routes/greetingRoutes.test.ts")],
  },
  {
    row: "give a deployment a variable, or change what one may be",
    edits: {
      "apps/api/settings/variables.ts": [
        [
          "export const variables = {\n",
          'export const variables = {\n  STEEPEST_GREETING: { ...{ ...deploy, ...text }, meaning: "what is said first" },\n',
        ],
      ],
    },
    runs: [["scripts/writeVariables.ts"]],
    proofs: [
      [
        "--eval",
        'process.exit(fs.readFileSync("docs/deploy.md", "utf8").includes("STEEPEST_GREETING") ? 0 : 1)',
      ],
      vitest("unit", "scripts/variables/withVariables.test.ts"),
    ],
  },
  {
    row: "note that something happened",
    edits: {
      "apps/api/database/event.ts": [
        ["export type EventKind =\n", 'export type EventKind =\n  | "greeted"\n'],
      ],
      "docs/operations.md": [
        ["| `token-created`", "| `greeted` | somebody was greeted |\n| `token-created`"],
      ],
    },
    proofs: [
      [
        "--eval",
        'process.exit(fs.readFileSync("apps/api/database/event.ts", "utf8").includes(\'"greeted"\') ? 0 : 1)',
      ],
      vitest("unit", "test/documents/operations.test.ts"),
    ],
  },
  {
    row: "change a repository rule",
    writes: {
      "scripts/rules/noShouting.ts": `import type { Rule } from "./rule.ts";

export const noShouting: Rule = {
  title: "no file shouts in its name",
  check: (files) =>
    files
      .filter(({ path }) => /!/.test(path))
      .map(({ path }) => ({ path, message: "take the exclamation mark away" })),
};
`,
      "scripts/rules/noShouting.test.ts": `import { expect, test } from "vitest";
import { noShouting } from "./noShouting.ts";

test("a name that shouts is found", () => {
  expect(noShouting.check([{ path: "a!.ts", text: "" }])).toHaveLength(1);
});
`,
    },
    edits: {
      "scripts/testing/rulesSection.ts": [
        [
          "import { noTensorsInData }",
          'import { noShouting } from "../rules/noShouting.ts";\nimport { noTensorsInData }',
        ],
        ["  noCircles,\n", "  noCircles,\n  noShouting,\n"],
      ],
    },
    proofs: [vitest("unit", "scripts/rules/noShouting.test.ts"), ["scripts/test.ts", "rules"]],
  },
];
