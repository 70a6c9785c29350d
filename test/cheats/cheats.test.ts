import { readdirSync, readFileSync } from "node:fs";
import { memory } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { HandleTable } from "../../packages/core/sandbox/handleTable.ts";
import { readManifest } from "../../packages/core/sandbox/readManifest.ts";
import { recordSchema } from "../../packages/core/schema/record.ts";
import { expectations } from "./expectations.ts";
import { oneFile, openCheatLab, runCheat, tightLimits } from "./runCheat.ts";

const folder = new URL("./sources/", import.meta.url);
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
const textOf = (name: string): string => readFileSync(new URL(`${name}.ts`, folder), "utf8");

const honest = oneFile(`import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "honest",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init: () => null,
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr), modelState };
  },
});
`);

let lab: TrialOptions;
let honestSha256: string | null;
let tensors: number;
beforeAll(async () => {
  lab = await openCheatLab();
  honestSha256 = (await runCheat(lab, honest)).parametersSha256;
  expect(honestSha256).toMatch(/^[0-9a-f]{64}$/);
  tensors = memory().numTensors;
});

test("every cheat has its expectation", () => {
  expect(Object.keys(expectations).sort()).toEqual([...names].sort());
});

describe.each(names)("%s", (name) => {
  test(textOf(name).split("\n", 1)[0]?.slice(3) ?? name, async () => {
    const expected = expectations[name];
    if (!expected) throw new Error(`${name} has no expectation`);
    const limits = { ...tightLimits, callSeconds: expected.isEndless ? 1 : 30 };
    const record = await runCheat(lab, oneFile(textOf(name)), { limits });
    const { outcome } = record;
    expect(outcome.kind).toBe(expected.outcome);
    if (outcome.kind === "failed") {
      expect(outcome.cause).toBe("submission");
      expect(outcome.code).toBe(expected.code);
      expect(outcome.reason).toMatch(expected.says ?? /$^/);
    }
    const { prints } = expected;
    if (prints) expect(record.console.filter((line) => !prints.test(line))).toEqual([]);
    if (expected.record) expect(expected.record(record)).toBe(true);
    expect(recordSchema.safeParse(record).error).toBeUndefined();
    expect(memory().numTensors).toBe(tensors);
    const next = await runCheat(lab, honest);
    expect(next.outcome.kind).toBe("exhausted");
    expect(next.parametersSha256).toBe(honestSha256);
  });
});

describe("sources", () => {
  const refusal = async (source: Parameters<typeof runCheat>[1]) => {
    const record = await runCheat(lab, source);
    expect(memory().numTensors).toBe(tensors);
    return record.outcome;
  };

  test("of ten megabytes are refused before they are parsed", async () => {
    const outcome = await refusal(oneFile(`// ${"x".repeat(10 * 2 ** 20)}\nexport default null;`));
    expect(outcome).toMatchObject({ kind: "failed", code: "source-invalid" });
  });

  test("that are not UTF-8 are refused", async () => {
    const text = new TextDecoder().decode(new Uint8Array([0x2f, 0x2f, 0xff, 0xfe]));
    expect(await refusal(oneFile(text))).toMatchObject({ kind: "failed", code: "source-invalid" });
    expect(await refusal(oneFile("//\u0000"))).toMatchObject({ kind: "failed", code: "source-invalid" });
  });

  test.each(["../up.ts", "/etc/passwd.ts", ".hidden.ts", "a/../../b.ts", "x.sh", "steepest:/host.ts"])(
    "named %s are refused",
    async (path) => {
      expect(await refusal(oneFile("export default null;", path))).toMatchObject({
        kind: "failed",
        code: "source-invalid",
      });
    },
  );

  test("whose entry is a name of Object.prototype are refused", async () => {
    expect(await refusal({ entry: "constructor", files: {} })).toMatchObject({ code: "source-invalid" });
  });
});

test("the manifest is the same whether a trial or the API reads it", async () => {
  for (const name of ["manifest_two_faces", "define_with_getters"]) {
    const source = oneFile(textOf(name));
    expect((await readManifest(source, lab.engine)).name).toBe("cheat");
    expect((await runCheat(lab, source)).submission.name).toBe("cheat");
  }
});

test("a handle of an earlier trial stands for nothing in the next one", () => {
  const [first, second] = [new HandleTable(1000), new HandleTable(1000)];
  const handle = first.add({ indices: new Int32Array(2), key: [0, 0] });
  expect(() => second.batch(handle)).toThrow("not a Tree or Batch of this trial");
});
