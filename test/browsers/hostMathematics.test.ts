import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runTrial } from "@steepest/core/harness/runTrial.ts";
import { ManualClock, trialOptions } from "@steepest/core/harness/testing/trialFixture.ts";
import { moduleNames } from "@steepest/tensors/backend/node/compileModule.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { loadWorkload } from "@steepest/workloads/loadWorkload.ts";
import { prepareData } from "@steepest/workloads/node/prepareData.ts";
import { referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import { describe, expect, test } from "vitest";

const fromCore = createRequire(new URL("../../packages/core/package.json", import.meta.url));
const quickJs = fromCore.resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
const tfjs = fromCore.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");

const importsOf = (binary: Uint8Array<ArrayBuffer>) =>
  WebAssembly.Module.imports(new WebAssembly.Module(binary)).map(({ module, name }) => `${module}.${name}`);
const read = (path: string) => new Uint8Array(readFileSync(path));

/** How often each instruction of relaxed SIMD (0xfd, then 0x100 to 0x113 in LEB128) stands in a binary. */
function relaxedInstructions(binary: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let at = 0; at + 2 < binary.length; at++) {
    const [prefix, low, high] = binary.subarray(at, at + 3) as unknown as readonly [number, number, number];
    if (prefix !== 0xfd || high !== 2 || low < 0x80 || low > 0x93) continue;
    const name = `0x${(0x80 + low).toString(16)}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Members of Math whose last bits ECMA-262 leaves to the engine. */
const approximate = [
  ...[
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
  ],
  ...["exp", "expm1", "log", "log2", "log10", "log1p", "pow", "hypot", "cbrt", "random"],
] as const;

describe("WebAssembly brings its own mathematics", () => {
  test("tfjs's binary imports memory, files and the end of the process from JavaScript, and nothing else", () => {
    expect(importsOf(read(tfjs))).toEqual([
      "env.abort",
      "env.emscripten_memcpy_big",
      "wasi_snapshot_preview1.fd_close",
      "wasi_snapshot_preview1.fd_write",
      "env.emscripten_get_heap_max",
      "env.emscripten_resize_heap",
      "wasi_snapshot_preview1.fd_seek",
    ]);
  });

  test("QuickJS's binary imports by short names from a file that computes with exact members of Math alone", () => {
    expect(importsOf(read(quickJs))).toHaveLength(20);
    const glue = readFileSync(quickJs.replace(/\.wasm$/, ".mjs"), "utf8");
    const members = [...glue.matchAll(/\bMath\b(?:\.(\w+))?/g)].map(([, member]) => member);
    expect([...new Set(members)].sort()).toEqual(["abs", "ceil", "floor", "max", "min"]);
  });

  test.each(moduleNames)(
    "%s of ours imports nothing but memory; the one relaxed instruction is multiply-add",
    async (name) => {
      const { [`${name}Module`]: module } = await import(
        `../../packages/tensors/backend/modules/${name}.generated.ts`
      );
      const [fused, plain] = [module.fma, module.plain].map(
        (text) => new Uint8Array(Buffer.from(text, "base64")),
      );
      expect(importsOf(plain as Uint8Array<ArrayBuffer>)).toEqual(["env.memory"]);
      expect(relaxedInstructions(plain as Uint8Array)).toEqual({});
      // f32x4.relaxed_madd, which is used only where the engine was seen to round once.
      expect(Object.keys(relaxedInstructions(fused as Uint8Array))).toEqual(["0x105"]);
    },
  );

  test("neither tfjs nor QuickJS has relaxed instructions", () => {
    expect(relaxedInstructions(read(tfjs))).toEqual({});
    expect(relaxedInstructions(read(quickJs))).toEqual({});
  });
});

/** Runs work and returns who called a function of `approximate` meanwhile: its name and the files of ours or tfjs's above it. */
async function callsDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const members = Math as unknown as Record<string, (...numbers: number[]) => number>;
  const calls = new Set<string>();
  const kept = new Map(approximate.map((name) => [name, members[name] as (...numbers: number[]) => number]));
  for (const [name, engines] of kept) {
    members[name] = (...numbers) => {
      const callers = (new Error().stack ?? "").split("\n").slice(2, 4);
      if (callers.some((line) => /packages\/|@tensorflow|quickjs/.test(line)))
        calls.add([name, ...callers].join("\n"));
      return engines(...numbers);
    };
  }
  try {
    await work();
  } finally {
    for (const [name, engines] of kept) members[name] = engines;
  }
  return [...calls];
}

const source = referenceSource("adamw");

describe("a trial on wasm calls none of the engine's approximate functions", () => {
  test("calls are seen", async () => {
    const { exactErf } = await import("@steepest/tensors/backend/kernels/exactErf.ts");
    const calls = await callsDuring(async () => exactErf(3));
    expect(calls).toEqual([expect.stringContaining("exactErf")]);
  });

  test.each(suite("quick").workloads)("%s: load, initialize, train, evaluate", async (id) => {
    let status: unknown = null;
    const calls = await callsDuring(async () => {
      const workload = await loadWorkload(id);
      const loaded = await workload.load(await prepareData(id));
      const options = await trialOptions({
        ...{ workload, loaded, source, ruleset: "external", backend: await openBackend("wasm") },
        ...{ clock: new ManualClock(), maxSteps: 3, evaluationSteps: [2], stepHint: 10, ignoreBudget: true },
        hyperparameters: {
          lr: 1e-3,
          one_minus_beta1: 0.1,
          beta2: 0.999,
          eps: 1e-8,
          weight_decay: 0.01,
          warmup_factor: 0.05,
        },
      });
      const record = await runTrial(options);
      status = record.outcome;
      loaded.dispose();
    });
    expect(status).toMatchObject({ kind: "exhausted" });
    expect(calls).toEqual([]);
  });
});
