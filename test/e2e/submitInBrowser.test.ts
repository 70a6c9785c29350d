import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../browsers/runInBrowser.ts";
import { sweepPages } from "../pages/sweepPages.ts";
import { textNamed } from "./sources.ts";
import { smokeBoard, startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const executablePath = findBrowser("chromium");

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"];
const quietFlags = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

describe.skipIf(executablePath === null)("in a browser", () => {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    platform = await startTestPlatform();
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: [...flags, ...quietFlags],
    });
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const writeSource = async (text: string) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
  };

  test("the references are filtered by their addresses, and each shows its proof, its search space and its source", async () => {
    await page.goto(`${platform.url}/references`);
    const names = () => page.locator("tbody th a").allTextContents();
    const all = await names();
    expect(all).toEqual(expect.arrayContaining(["adamw", "caspr", "adamw_self"]));
    await page.getByLabel("Tuning").selectOption("self-tuning");
    await page.waitForURL(/ruleset=self/);
    expect(await names()).toContain("adamw_self");
    expect(await names()).not.toContain("adamw");
    await page.getByLabel("Family").selectOption("curvature");
    await page.waitForURL(/family=curvature/);
    expect(await names()).toContain("muon_self");
    expect(await names()).not.toContain("adamw_self");
    await page.goto(`${platform.url}/references/adamw`);
    await page.locator(".chart-page svg").waitFor();
    expect(await page.getByRole("row", { name: /^weight_decay/ }).count()).toBe(1);
    expect(await page.locator("pre.source").first().textContent()).toContain(
      "export default defineSubmission({",
    );
    expect((await page.goto(`${platform.url}/references/no_such_thing`))?.status()).toBe(404);
    // The browser itself complains of that status.
    complaints.length = 0;
  });

  test("the check runs in the page and names the line of a mistake", async () => {
    await page.goto(`${platform.url}/submit?board=${smokeBoard}`);
    await writeSource(`import "elsewhere";\n${textNamed("by_form")}`);
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByRole("alert").first().waitFor({ timeout: 60_000 });
    expect(await page.getByRole("alert").first().textContent()).toMatch(/:1\b.*elsewhere/);
    const wrongFields: [field: string, wrong: string, said: RegExp][] = [
      ["stateBytesPerParameter: 8", 'stateBytesPerParameter: "8"', /:9: .*must be a number from 0 \(got /],
      ['paper: "arXiv 2306.07179"', 'paper: "javascript:alert(1)"', /:8: paper must be an arXiv id .* or /],
      ['description: "', 'description: "\\u202E', /:7: description must be plain text/],
    ];
    for (const [field, wrong, said] of wrongFields) {
      await writeSource(textNamed("by_form").replace(field, wrong));
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByRole("alert").getByText(said).waitFor({ timeout: 60_000 });
    }
    expect(await platform.client.submissions()).toEqual([]);
  });

  test("a submission sent by the form is checked, run, shown live and ranked", async () => {
    await writeSource(textNamed("by_form"));
    await page.getByLabel("File name").fill("by_form.ts");
    await page.getByLabel("Token").fill(platform.submitterToken);
    await page.getByRole("button", { name: "Submit" }).click();
    await page.waitForURL(/\/entries\/\w+$/, { timeout: 90_000 });
    await page.getByText("queued", { exact: true }).first().waitFor();

    // A mark that a reload would wipe out: the page must bring itself up to date.
    await page.evaluate(() => document.documentElement.setAttribute("data-unreloaded", ""));
    platform.startRunner("by-form");
    await page.locator("dd", { hasText: /^\s*running/ }).waitFor({ timeout: 90_000 });
    await page.locator("dd", { hasText: /^\s*complete/ }).waitFor({ timeout: 120_000 });
    expect(await page.locator("html[data-unreloaded]").count()).toBe(1);

    await page.goto(`${platform.url}/boards/${smokeBoard}`);
    const row = page.getByRole("row").filter({ hasText: "by_form" });
    expect(await row.getByRole("cell").first().textContent()).toMatch(/^\s*1\b/);
    expect((await row.getAttribute("class")) ?? "").not.toContain("provisional");

    // The same files once more: no error, but the entry that is there.
    await page.goto(`${platform.url}/submit?board=${smokeBoard}`);
    await writeSource(textNamed("by_form"));
    await page.getByLabel("File name").fill("by_form.ts");
    await page.getByLabel("Token").fill(platform.submitterToken);
    await page.getByRole("button", { name: "Submit" }).click();
    await page.waitForURL(/\/entries\/\w+$/, { timeout: 90_000 });
    await page.locator("dd", { hasText: /^\s*complete/ }).waitFor();
    // The browser itself notes the two answers 409 on its console.
    expect(complaints.filter((text) => !text.includes("409"))).toEqual([]);
  });

  test("a board is not rendered again by the event that tells what it shows already", async () => {
    const fetched: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "fetch") fetched.push(request.url());
    });
    await page.goto(`${platform.url}/boards/${smokeBoard}`);
    await page.locator(".live.on").waitFor();
    const known = await page.locator("[data-known]").getAttribute("data-known");
    // Another stream of the page's own: when its first event is here, so is that of the first.
    const ids = await page.evaluate(async () => {
      const address = document.querySelector<HTMLElement>("[data-events]")?.dataset.events ?? "";
      const first = () =>
        new Promise<string>((resolve) => {
          new EventSource(address).addEventListener("board", ({ lastEventId }) => resolve(lastEventId));
        });
      return [await first(), await first()];
    });
    expect(ids).toEqual([known, known]);
    expect(fetched).toEqual([]);
  });

  test("submissions are found while one types, and without JavaScript by the form's button or Enter", async () => {
    await platform.client.createSubmission({
      entry: "found.ts",
      files: {
        "found.ts": textNamed("found").replace('paper: "arXiv 2306.07179"', 'paper: "arXiv 2010.01412"'),
      },
    });
    const listed = (of: Page) => of.locator("tbody th a").allTextContents();
    await page.goto(`${platform.url}/submissions`);
    expect(await listed(page)).toEqual(["by_form", "found"]);
    await page.getByLabel("Paper").pressSequentially("2010.01412");
    await page.waitForURL(/paper=2010\.01412/);
    expect(await listed(page)).toEqual(["found"]);

    const still = await browser.newPage({ javaScriptEnabled: false });
    await still.goto(page.url());
    expect(await listed(still)).toEqual(["found"]);
    await still.getByLabel("Paper").fill("");
    await still.getByLabel("Family").selectOption("adaptive moments");
    await still.getByRole("button", { name: "Show" }).click();
    await still.waitForURL(/family=adaptive/);
    expect(await listed(still)).toEqual(["by_form"]);
    await still.getByLabel("Find").fill("nobody_is_called_that");
    await still.keyboard.press("Enter");
    await still.getByRole("link", { name: "All submissions" }).click();
    expect(await listed(still)).toEqual(["by_form", "found"]);
    await still.context().close();
  });

  test("what somebody wrote without a space hides no column, and no page is wider than a phone or out of the keyboard's reach", async () => {
    const long = textNamed("unbroken").replace(/description: "[^"]*"/, `description: "${"W".repeat(500)}"`);
    await platform.client.createSubmission({ entry: "unbroken.ts", files: { "unbroken.ts": long } });
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${platform.url}/submissions`);
      const cell = page.getByRole("cell", { name: "WWWW" });
      expect((await cell.boundingBox())?.width).toBeLessThan(width);
    }
    // On a screen there is room for all columns.
    const last = await page.getByRole("columnheader", { name: "Since" }).boundingBox();
    expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThan(1440);
    const [entry] = await platform.client.entries({ board: smokeBoard });
    const detail = await platform.client.entry(entry?.id ?? "");
    const paths = [
      ...[
        "/",
        "/boards",
        `/boards/${smokeBoard}`,
        "/submissions",
        "/submissions/unbroken",
        "/submit",
        "/rules",
      ],
      ...[`/entries/${detail.id}`, `/trials/${detail.trialGrid[0]?.id}`],
    ];
    const { url } = platform;
    expect(await sweepPages({ browser, url, paths, widths: [390], themes: ["light"] })).toEqual([]);
  });

  test("a board that is closed is not offered, and a link to it says why", async () => {
    const closed = "standard_heldout.self.cpu-wasm";
    await page.goto(`${platform.url}/submit?board=${closed}`);
    const option = page.locator(`option[value="${closed}"]`);
    expect(await option.isDisabled()).toBe(true);
    expect(await page.locator("#board").inputValue()).not.toBe(closed);
    expect(await page.getByText(`${closed} takes no entries yet`).count()).toBe(1);
    await page.goto(`${platform.url}/play`);
    const suite = page.locator("#suite option");
    expect(await suite.filter({ hasText: "opens with the draw" }).getAttribute("value")).toBe(
      "standard_heldout",
    );
    expect(await suite.filter({ hasText: "opens with the draw" }).isDisabled()).toBe(true);
    expect(await page.locator("#suite").inputValue()).toBe("quick");
  });
});
