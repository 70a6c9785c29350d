import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labResultOf } from "../../apps/api/test/labResult.ts";
import { findBrowser } from "../browsers/runInBrowser.ts";
import { pagesOf } from "../pages/pagesOf.ts";
import { sweepPages } from "../pages/sweepPages.ts";
import { sourceNamed } from "./sources.ts";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const executablePath = findBrowser("chromium");

describe.skipIf(executablePath === null)("results of the lab", () => {
  let platform: TestPlatform;
  let browser: Browser;
  beforeAll(async () => {
    platform = await startTestPlatform();
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  test("have pages with their tables, charts and files, linked from submission and workload, whatever a stranger wrote", async () => {
    const { client, url } = platform;
    const { version, submission } = await client.createSubmission(sourceNamed("rival"));
    const evil = `"><script>document.title = "taken"</script><img src=x onerror="document.title='taken'">`;
    const sent = labResultOf(version, submission);
    const { report } = sent;
    const [lines] = report.figures;
    const { id } = await client.createLabResult({
      ...sent,
      report: {
        ...report,
        lines: [...report.lines, evil],
        tables: [...report.tables, { title: evil, columns: [evil], rows: [[evil], [evil]] }],
        figures: [
          ...report.figures,
          {
            ...{ kind: "map", title: evil, valueLabel: evil, xs: [1, 2], ys: [1], values: [[1, null]] },
            ...{ x: { label: evil, scale: "log" }, y: { label: evil, scale: "linear" } },
          },
        ],
      },
    });
    expect(lines?.kind).toBe("lines");
    const hidden = await client.createLabResult(labResultOf("e".repeat(64), "kept"), { isPrivate: true });

    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    for (const path of ["/lab", `/submissions/${submission}`, "/workloads/mnist_mlp"]) {
      await page.goto(url + path);
      await page.locator(`a[href="/lab/${id}"]`).click();
      await page.waitForURL(`${url}/lab/${id}`);
    }
    expect(await page.title()).toBe("Curvature along training (mnist_mlp) · Steepest");
    expect(await page.locator("h1").textContent()).toBe(report.title);
    const text = (await page.locator("main").textContent()) ?? "";
    for (const said of [report.measures, report.source, ...report.lines, evil]) expect(text).toContain(said);
    expect(await page.locator("pre").textContent()).toContain(
      "steepest lab curvature rival.ts --workload=mnist_mlp --studies=1 --seed=1 --steps=2 --points=2 --set=lr=0.1",
    );
    expect(await page.locator(`a[href="/submissions/${submission}/1"]`).count()).toBe(1);
    expect(await page.locator("main script, main img").count()).toBe(0);
    expect(await page.locator("figure svg.chart").count()).toBe(4);
    await page.locator(".take button", { hasText: "CSV" }).first().waitFor();
    expect(await page.locator('[aria-label="Save this figure"]').count()).toBe(2);
    expect(await page.locator('[aria-label="Save this table"]').count()).toBe(2);
    const saving = page.waitForEvent("download");
    await page.locator(".take button", { hasText: "CSV" }).first().click();
    expect((await saving).suggestedFilename()).toMatch(/\.csv$/);
    expect((await page.goto(`${url}/lab/${hidden.id}`))?.status()).toBe(404);
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
    await page.close();

    const paths = (await pagesOf(client)).filter((path) => path.startsWith("/lab"));
    expect(paths).toHaveLength(3);
    expect(
      await sweepPages({
        browser,
        url,
        paths: ["/lab", `/lab/${id}`],
        widths: [390, 1440],
        themes: ["light", "dark"],
      }),
    ).toEqual([]);
  });
});
