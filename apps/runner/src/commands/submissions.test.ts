import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { runCaptured } from "../../test/captureIo.ts";

const listSchema = z.object({
  submissions: z.array(
    z.object({
      name: z.string(),
      paper: z.string().nullable(),
      ruleset: z.enum(["external", "self"]),
      stateBytesPerParameter: z.number().nullable(),
      stepCost: z.number().positive().nullable(),
      verifiedBy: z.array(z.enum(["golden trajectory", "property test"])),
      file: z.string(),
    }),
  ),
});

test("submissions --json lists every reference submission with what the repository proves of it", async () => {
  const { code, out } = await runCaptured(["submissions", "--json"]);
  expect(code).toBe(0);
  const { submissions } = listSchema.parse(JSON.parse(out));
  const root = join(import.meta.dirname, "../../../..");
  expect(submissions.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
  const find = (name: string) => submissions.find((one) => one.name === name);
  expect(find("adamw")).toMatchObject({
    ruleset: "external",
    paper: "arXiv 1711.05101",
    stateBytesPerParameter: 8,
  });
  expect(find("adamw")?.verifiedBy).toContain("golden trajectory");
  expect(find("caspr")?.verifiedBy).toEqual(["property test"]);
  expect(find("shampoo")?.stepCost).toBeGreaterThan(find("sgd")?.stepCost ?? Number.POSITIVE_INFINITY);
});

test("submissions --ruleset shows those of one ruleset as a table", async () => {
  const { code, out } = await runCaptured(["submissions", "--ruleset", "self"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^submission +paper +ruleset +state/);
  expect(out).toContain("nadamw_self");
  expect(out).not.toMatch(/^sgd /m);
});
