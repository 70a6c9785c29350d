import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { manifestSchema } from "@steepest/core/schema/manifest.ts";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { repositoryHome, runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const typescript = fileURLToPath(new URL("../bin/tsc", import.meta.resolve("typescript")));

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

describe("outside of the repository", () => {
  const compile = (cwd: string) =>
    spawnSync(process.execPath, [typescript, "--noEmit", "-p", "."], { cwd, encoding: "utf8" });

  test("`tsc --noEmit` knows the types of steepest by the tsconfig.json that is written, and finds mistakes by it", async () => {
    const cwd = temporaryFolder();
    const made = await runCaptured(["new", "mine"], { cwd });
    expect(made.out).toContain("and ./tsconfig.json");
    await runCaptured(["new", "tuned", "--ruleset", "external"], { cwd });
    expect(compile(cwd)).toMatchObject({ status: 0, stdout: "" });
    const text = readFileSync(join(cwd, "mine.ts"), "utf8");
    writeFileSync(join(cwd, "mine.ts"), text.replace("ema(state.m, grads, beta1)", "ema(state.m, beta1)"));
    const { status, stdout } = compile(cwd);
    expect(status).not.toBe(0);
    expect(stdout).toMatch(/^mine\.ts\(\d+,\d+\): error/);
    expect(
      stdout
        .trim()
        .split("\n")
        .filter((line) => /^\S/.test(line)),
    ).toHaveLength(1);
  });

  test("a tsconfig.json that is there is left alone, and what it lacks is said, with which it works", async () => {
    const cwd = temporaryFolder();
    const own = {
      compilerOptions: {
        strict: true,
        target: "ES2024",
        module: "ESNext",
        moduleResolution: "Bundler",
        types: [],
      },
    };
    writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(own));
    const { out, err } = await runCaptured(["new", "mine"], { cwd });
    expect(out).toMatch(/^Wrote \.\/mine\.ts\. Next/);
    expect(JSON.parse(readFileSync(join(cwd, "tsconfig.json"), "utf8"))).toEqual(own);
    const add = JSON.parse(err.slice(err.indexOf("{"))) as typeof own;
    const both = { compilerOptions: { ...own.compilerOptions, ...add.compilerOptions } };
    writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify(both));
    expect(compile(cwd)).toMatchObject({ status: 0, stdout: "" });
    expect((await runCaptured(["new", "second"], { cwd })).err).toBe("");
  });

  test("what to run next is what was called", async () => {
    const cwd = temporaryFolder();
    const { out } = await runCaptured(["new", "mine"], { cwd, command: "node /clone/bin/steepest.mjs" });
    expect(out).toContain("node /clone/bin/steepest.mjs check ./mine.ts");
    expect(readFileSync(join(cwd, "mine.ts"), "utf8")).not.toContain("npx");
  });
});

test("inside the repository no configuration is written", async () => {
  mkdirSync(repositoryHome, { recursive: true });
  const cwd = mkdtempSync(join(repositoryHome, "new-"));
  try {
    const { out } = await runCaptured(["new", "mine", "--json"], { cwd });
    expect(JSON.parse(out)).toMatchObject({ types: { kind: "there" } });
    expect(readdirSync(cwd)).toEqual(["mine.ts"]);
  } finally {
    rmSync(cwd, { recursive: true });
  }
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
