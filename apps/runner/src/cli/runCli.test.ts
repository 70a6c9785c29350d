import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured } from "../../test/captureIo.ts";

test("an unknown command names the one that was meant", async () => {
  const { code, err, out } = await runCaptured(["chekc", "x.ts"]);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain("Did you mean `steepest check`?");
});

test("an unknown option names the one that was meant", async () => {
  const { code, err } = await runCaptured(["run", "x.ts", "--stduies", "2"]);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean --studies?");
});

test.each([
  [["check"], "needs PATH"],
  [["check", "a.ts", "b.ts"], 'what to do with "b.ts"'],
  [["run", "a.ts", "--seed"], "--seed needs a value"],
  [["run", "a.ts", "--seed", "1.5"], "--seed must be a whole number"],
  [["run", "a.ts", "--jobs=0"], "--jobs must be a whole number from 1 to 256"],
  [["run", "a.ts", "--ruleset", "free"], "Expected one of"],
  [["workloads", "lst"], "Did you mean `steepest workloads list`?"],
  [["submit", "a.ts", "--api", "nonsense"], "is no address of an API"],
  [["submit", "a.ts"], "needs a token"],
  [["submit", "a.ts", "--token", "t", "--board", "quick"], "There is no submission at a.ts"],
])("%j is refused with a reason", async (args, reason) => {
  const { code, err } = await runCaptured(args);
  expect([1, 2]).toContain(code);
  expect(err).toContain(reason);
  expect(err).toContain("→");
});

test("an unknown suite is a user error that lists the known ones", async () => {
  const { code, err } = await runCaptured(["run", "a.ts", "--suite", "huge"]);
  expect(code).toBe(1);
  expect(err).toContain("quick");
});

test("with --json an error is one JSON document on stdout", async () => {
  const { code, out } = await runCaptured(["check", "nowhere.ts", "--json"]);
  expect(code).toBe(1);
  const schema = z.object({ error: z.object({ code: z.string(), what: z.string(), solution: z.string() }) });
  expect(schema.parse(JSON.parse(out)).error.code).toBe("no-such-file");
});
