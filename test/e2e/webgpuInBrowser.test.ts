import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../browsers/runInBrowser.ts";
import type { WebgpuAnswer } from "./webgpuPage.ts";

const executablePath = findBrowser("chromium");

/** SwiftShader, which Chromium brings along: no GPU is needed, and none is used. */
const flags = [
  "--no-sandbox",
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--no-first-run",
];

describe.skipIf(executablePath === null)("webgpu in a browser", () => {
  let browser: Browser;
  let server: Server;
  let answer: WebgpuAnswer;
  const scripts = new Map<string, string>();

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL("./webgpuPage.ts", import.meta.url))],
      ...{ bundle: true, splitting: true, write: false, logLevel: "error" },
      ...{ platform: "browser", format: "esm", outdir: "/" },
    });
    for (const { path, text } of outputFiles) scripts.set(path, text);
    server = createServer((request, response) => {
      const script = scripts.get(request.url ?? "");
      response.setHeader("content-type", script === undefined ? "text/html" : "text/javascript");
      response.end(script ?? '<!doctype html><script type="module" src="/webgpuPage.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: flags });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "answer" in globalThis);
    answer = await page.evaluate(() => (globalThis as unknown as { answer: WebgpuAnswer }).answer);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test("is described by what the browser tells of its GPU", () => {
    expect(answer.described).toMatchObject({ available: true, software: true });
    expect(answer.described?.featureLevel).toContain("swiftshader");
  });

  test("computes gradients as cpu does, in a bundle without a line of Node's", () => {
    expect(answer.webgpu).toHaveLength(16);
    for (const [at, slope] of answer.webgpu.entries()) expect(slope).toBeCloseTo(answer.cpu[at] as number, 3);
    expect([...scripts.values()].some((text) => text.includes("libvulkan"))).toBe(false);
  });

  test("says at the next sync that the device refused something or was lost", () => {
    expect([answer.refused, answer.lost]).toEqual(["device-error", "device-lost"]);
  });
});
