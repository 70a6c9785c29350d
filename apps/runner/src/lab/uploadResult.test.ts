import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createLabResultSchema } from "@steepest/core/schema/api/lab.ts";
import { afterEach, expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";
import { serveAnswers } from "../../test/serveAnswers.ts";

const results = join(import.meta.dirname, "../../../../scripts/claims/results");
const summary = {
  id: "l0123456789ab",
  owner: "ada",
  private: false,
  instrument: "landscape",
  title: "Loss landscape",
  workload: "mnist_mlp",
  subjects: [],
  bytes: 1234,
  createdAt: "2026-11-29T12:00:00.000Z",
};

let stop: (() => void) | null = null;
afterEach(() => stop?.());

async function platform() {
  const served = await serveAnswers({
    "POST /v1/lab": [201, summary],
    "POST /v1/lab/l0123456789ab/publish": [200, summary],
    "DELETE /v1/lab/l0123456789ab": [200, {}],
  });
  stop = served.stop;
  return { ...served, to: ["--api", served.url, "--token", "t"] };
}

test("what every instrument wrote is taken by the API's schema as it is sent, with its tables and figures", async () => {
  const { asked, to, url } = await platform();
  const names = readdirSync(results);
  for (const name of names) {
    const { code, out, err } = await runCaptured(["lab", "upload", join(results, name), ...to]);
    expect(code, `${name}: ${err}`).toBe(0);
    expect(out).toBe(`Loss landscape, mnist_mlp: ${url}/lab/l0123456789ab\n`);
  }
  expect(asked).toHaveLength(names.length);
  for (const [at, { call, token, body }] of asked.entries()) {
    expect(call).toBe("POST /v1/lab");
    expect(token).toBe("Bearer t");
    const { file, report } = createLabResultSchema.parse(body);
    const written = JSON.parse(readFileSync(join(results, names[at] ?? ""), "utf8"));
    expect(file.results).toEqual(written.results);
    expect(report.tables.length + report.figures.length, names[at]).toBeGreaterThan(0);
    expect(report.measures.length).toBeGreaterThan(10);
  }
});

test("a folder's file is found by its instrument's name, and a folder with none or several says so", async () => {
  const { asked, to } = await platform();
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "run"));
  const upload = (...more: string[]) => runCaptured(["lab", "upload", "run", ...to, ...more], { cwd });
  expect(await upload()).toMatchObject({
    code: 1,
    err: expect.stringContaining("no instrument's file in run"),
  });
  copyFileSync(join(results, "pca-walk.way.json"), join(cwd, "run/landscape.json"));
  writeFileSync(join(cwd, "run/findings.jsonl"), "");
  const { code, out } = await upload("--private", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    id: summary.id,
    page: expect.stringContaining("/lab/l0123456789ab"),
  });
  copyFileSync(join(results, "pca-walk.way.json"), join(cwd, "run/curvature.json"));
  expect((await upload()).err).toContain("files of several instruments: curvature.json, landscape.json");
  writeFileSync(join(cwd, "run/findings.jsonl"), "{}");
  const other = await runCaptured(["lab", "upload", "run/findings.jsonl", ...to], { cwd });
  expect(other).toMatchObject({
    code: 1,
    err: expect.stringContaining("is not a file that `steepest lab` wrote"),
  });
  expect(asked).toHaveLength(1);
});

test("a private result is published by its id", async () => {
  const { asked, to, url } = await platform();
  expect((await runCaptured(["lab", "publish", "l0123456789ab", ...to])).out).toBe(
    `l0123456789ab is everybody's: ${url}/lab/l0123456789ab\n`,
  );
  expect(asked.map(({ call }) => call)).toEqual(["POST /v1/lab/l0123456789ab/publish"]);
});

test("a result is deleted by its id", async () => {
  const { asked, to } = await platform();
  expect((await runCaptured(["lab", "delete", "l0123456789ab", ...to])).out).toBe(
    "l0123456789ab is deleted.\n",
  );
  expect(asked.map(({ call }) => call)).toEqual(["DELETE /v1/lab/l0123456789ab"]);
  expect((await runCaptured(["lab", "delete", "l1", ...to])).code).toBe(1);
});
