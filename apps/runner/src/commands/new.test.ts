import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { manifestSchema } from "@steepest/core/schema/manifest.ts";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const checkSchema = z.object({
  ok: z.boolean(),
  manifest: manifestSchema,
  dryRun: z.object({ steps: z.literal(20) }),
});

test.each(["self", "external"])("the %s template passes its check", async (ruleset) => {
  const cwd = temporaryFolder();
  const made = await runCaptured(["new", "my-idea", "--ruleset", ruleset], { cwd });
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining("steepest run ./my_idea.ts") });
  const checked = await runCaptured(["check", "./my_idea.ts", "--json"], { cwd });
  const report = checkSchema.parse(JSON.parse(checked.out));
  expect(checked.code).toBe(0);
  expect(report).toMatchObject({ ok: true, manifest: { name: "my_idea", ruleset } });
});

test("an existing file is never overwritten", async () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, "precious.ts"), "mine");
  const { code, err } = await runCaptured(["new", "precious"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("already there");
  expect(readFileSync(join(cwd, "precious.ts"), "utf8")).toBe("mine");
});

test("a name that no submission can have is refused", async () => {
  expect(await runCaptured(["new", "2 fast"])).toMatchObject({ code: 1, out: "" });
});

test("check points at the line of the submission that is wrong", async () => {
  const cwd = temporaryFolder();
  writeFileSync(
    join(cwd, "broken.ts"),
    `import { defineSubmission } from "steepest";
export default defineSubmission({
  name: "broken",
  ruleset: "self",
  hyperparameters: [{ lr: 1 }],
  init: () => null,
  update: () => {
    throw new Error("no idea");
  },
});
`,
  );
  const { code, out } = await runCaptured(["check", "broken.ts"], { cwd });
  expect(code).toBe(1);
  expect(out).toContain("broken.ts:8");
  expect(out).toContain("no idea");
});
