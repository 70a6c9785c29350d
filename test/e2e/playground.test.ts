import { readFile } from "node:fs/promises";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFragment } from "../../apps/site/src/play/sharedPlay.ts";
import { recordSchema, type TrialRecord } from "../../packages/core/schema/record.ts";
import { comparedNumbers } from "../../packages/core/score/comparedNumbers.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { findBrowser } from "../browsers/runInBrowser.ts";
import { practisedInNode, soonAstray } from "./practisedInNode.ts";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const executablePath = findBrowser("chromium");
const workload = "mnist_mlp";

describe.skipIf(executablePath === null)("the playground", () => {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const part = (name: string) => page.locator(`[data-part="${name}"]`);
  const listen = (opened: Page) => {
    opened.on("pageerror", (error) => complaints.push(String(error)));
    opened.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  };

  beforeAll(async () => {
    await prepareData(workload);
    platform = await startTestPlatform();
    const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
    browser = await chromium.launch({ executablePath: executablePath ?? "", args });
    page = await browser.newPage();
    listen(page);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  test("what is written trains in the tab, stops, goes on, and gives the record that Node gives", async () => {
    await page.goto(`${platform.url}/play?seed=3&workload=${workload}`);
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(soonAstray);
    await page.locator('[data-part="ready"][data-state="ready"]').waitFor({ timeout: 60_000 });
    await page.getByRole("spinbutton", { name: "lr" }).waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();

    await page.getByRole("cell", { name: "runs" }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("cell", { name: "stopped" }).waitFor();
    await page.getByRole("button", { name: "Continue" }).click();

    await page.getByRole("cell", { name: "diverged" }).waitFor({ timeout: 60_000 });
    expect(await part("figure").locator('path[data-series="run 1"]').count()).toBe(1);
    expect(await part("printed").textContent()).toContain("it begins");
    const downloading = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download record" }).click();
    const path = await (await downloading).path();
    const record = recordSchema.parse(JSON.parse(await readFile(path, "utf8")));
    expect(record.evaluations.length).toBeGreaterThan(3);
    const told = (one: TrialRecord) => ({
      ...Object.fromEntries(comparedNumbers(one)),
      library: one.library,
    });
    expect(told(record)).toEqual(told(await practisedInNode(record)));
    expect(complaints).toEqual([]);
  });

  test("a GPU can be practised on, by the clock; one in software by whoever asks for it", async () => {
    // SwiftShader, which Chromium brings along.
    const args = [
      "--no-sandbox",
      "--enable-unsafe-webgpu",
      "--use-webgpu-adapter=swiftshader",
      "--no-first-run",
    ];
    const other = await chromium.launch({ executablePath: executablePath ?? "", args });
    try {
      const tab = await other.newPage();
      listen(tab);
      const source = { entry: "my_optimizer.ts", files: { "my_optimizer.ts": soonAstray } };
      const play = await toFragment({ source, workload, seed: 3, points: [{ lr: 0.1 }] });
      const ready = tab.locator('[data-part="ready"][data-state="ready"]');
      const backend = tab.getByLabel("Backend");
      await tab.goto(`${platform.url}/play${play}`);
      await ready.waitFor({ timeout: 60_000 });
      // The worker has answered whether there is a GPU before it reads a manifest.
      await tab.getByRole("button", { name: "Run", exact: true }).click();
      await tab.getByRole("cell", { name: "diverged" }).waitFor({ timeout: 60_000 });
      expect(await backend.isVisible()).toBe(false);

      await tab.goto(`${platform.url}/play?gpu=software${play}`);
      await backend.waitFor({ timeout: 60_000 });
      expect(await tab.locator('[data-part="backend-row"]').textContent()).toMatch(
        /swiftshader.*in software/i,
      );
      await backend.selectOption("webgpu");
      await ready.getByText("webgpu").waitFor({ timeout: 60_000 });
      await tab.getByRole("button", { name: "Run", exact: true }).click();
      await tab.getByRole("cell", { name: "diverged" }).waitFor({ timeout: 120_000 });
      const downloading = tab.waitForEvent("download");
      await tab.getByRole("link", { name: "Download record" }).click();
      const path = await (await downloading).path();
      const record = recordSchema.parse(JSON.parse(await readFile(path, "utf8")));
      expect(record).toMatchObject({
        measure: "wall",
        environment: { backend: "webgpu", hardwareClass: "webgpu" },
      });
      expect(record.totals.charged.reference ?? null).toBeNull();
      expect(record.evaluations[0]?.validation["loss"]).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    } finally {
      await other.close();
    }
  });

  test("a link carries it to another tab, where nothing of it runs by itself", async () => {
    await page.getByRole("spinbutton", { name: "lr" }).fill("0.25");
    await page.getByRole("spinbutton", { name: "lr" }).blur();
    await page.getByRole("button", { name: "Share by link" }).click();
    await page.waitForURL(/#s=/);
    const link = page.url();
    page = await browser.newPage();
    listen(page);
    await page.goto(link);
    await page.locator('[data-part="ready"][data-state="ready"]').waitFor({ timeout: 60_000 });
    expect(await page.locator(".cm-content").textContent()).toContain("soon_astray");
    expect(await part("say").textContent()).toContain("not before you press Run");
    expect(await part("points").textContent()).toContain("when it runs");
    expect(await page.getByRole("cell").count()).toBe(0);
    // By its keys alone.
    await page.getByRole("button", { name: "Run", exact: true }).press("Enter");
    await page.getByRole("cell", { name: "lr 0.25" }).waitFor({ timeout: 60_000 });
    await page.getByRole("button", { name: "Discard" }).press("Enter");
    await page.getByRole("cell", { name: "lr 0.25" }).waitFor({ state: "detached" });

    // No address but the fragment's: a link that was cut.
    await page.goto(`${platform.url}/play#s=AAAA`);
    await page.reload();
    await page.getByRole("alert").getByText("The link cannot be opened.").waitFor();
    expect(complaints).toEqual([]);
  });
});
