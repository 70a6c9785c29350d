import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { recordSchema } from "@steepest/core/schema/record.ts";
import { afterAll, expect, test } from "vitest";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "steepest-copy-"));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Changes a file of the copy; what it is to replace must be there. */
function edit(path: string, change: (text: string) => string): void {
  const before = readFileSync(join(copy, path), "utf8");
  const after = change(before);
  expect(after, path).not.toBe(before);
  writeFileSync(join(copy, path), after);
}

/** The repository as it is in a folder of its own, with what is installed. */
function copyRepository(): void {
  const listed = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  const copied = spawnSync("xargs", ["-0", "cp", "--parents", "-t", copy], {
    cwd: root,
    input: listed.stdout,
  });
  expect(copied.status, `${copied.stderr}`).toBe(0);
  for (const modules of ["node_modules", "packages/workloads/node_modules", "apps/site/node_modules"]) {
    const place = join(copy, dirname(modules));
    // As links where the disk is the same: hundreds of megabytes else.
    const linked = spawnSync("cp", ["-al", join(root, modules), place]).status === 0;
    if (!linked) expect(spawnSync("cp", ["-a", join(root, modules), place]).status).toBe(0);
  }
  mkdirSync(join(copy, ".steepest"));
  symlinkSync(join(root, ".steepest/data"), join(copy, ".steepest/data"));
}

const node = (words: readonly string[]) =>
  run(process.execPath, [...words], { cwd: copy, maxBuffer: 2 ** 26 });

// Processors stand in for the GPUs that this machine lacks: all else is what happens on the reference machine of a class. `npm run test:class` runs it.
test.skipIf(process.platform !== "linux" || process.env["STEEPEST_OPEN_CLASS"] !== "1")(
  "one command opens a declared class: then a runner of the class gets a trial, and its board has the result",
  async () => {
    await prepareData("mnist_mlp");
    copyRepository();
    edit("packages/workloads/hardwareClasses.ts", (text) =>
      text.replace('backend: "webgpu"', 'backend: "wasm"'),
    );
    edit("packages/workloads/mnist_mlp/target.json", (text) => text.replace(/"steps": \d+/, '"steps": 40'));

    const closed = [
      "apps/runner/bin/steepest.mjs",
      "work",
      "--api",
      "http://127.0.0.1:1",
      "--token",
      "stp_none",
    ];
    await expect(node([...closed, "--class", "gpu-webgpu"])).rejects.toMatchObject({
      stderr: expect.stringContaining("is not open yet"),
    });

    const measure = ["packages/workloads/node/measureClass.ts", "--class", "gpu-webgpu", "--suite", "smoke"];
    const { stdout: first } = await node([...measure, "--reruns", "2", "--rounds", "1"]);
    expect(first.match(/40 steps of/g)).toHaveLength(2);
    expect(first).toContain("gpu-webgpu is open");
    const files = ["classReferences.json", "mnist_mlp/target.json"].map((path) =>
      JSON.parse(readFileSync(join(copy, "packages/workloads", path), "utf8")),
    );
    expect(files[0]["gpu-webgpu"].calibrationSeconds).toBeGreaterThan(0);
    const budget = files[1].budgetSeconds["gpu-webgpu"];

    // It goes on where it was: what is measured is not measured again.
    const { stdout: second } = await node([...measure, "--reruns", "2"]);
    expect(second).not.toMatch(/steps of|calibration \d/);

    const { stdout } = await node(["test/e2e/openedClass.ts"]);
    const { status, rows, record, page, runner } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    expect(status, runner.join("\n")).toBe("complete");
    expect(rows).toEqual(["measured"]);
    expect(recordSchema.parse(record)).toMatchObject({
      measure: "wall",
      workload: { id: "mnist_mlp", budgetSeconds: 3 * budget },
      environment: { hardwareClass: "gpu-webgpu" },
    });
    expect(page).toContain("One GPU, by WebGPU");
  },
  240_000,
);
