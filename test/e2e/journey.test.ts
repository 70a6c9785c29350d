import { readFile } from "node:fs/promises";
import { parquetReadObjects } from "hyparquet";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import type { RunnerProcess } from "../../scripts/platform/startRunner.ts";
import { findBrowser } from "../browsers/runInBrowser.ts";
import { sourceNamed, textNamed } from "./sources.ts";
import { smokeBoard, startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const executablePath = findBrowser("chromium");

/** What trains may take on a machine that does something else, too. */
const slow = 200_000;

describe.skipIf(executablePath === null)("from the first visit to a rank", () => {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  let runner: RunnerProcess;
  const complaints: string[] = [];
  const part = (name: string) => page.locator(`[data-part="${name}"]`);

  beforeAll(async () => {
    await prepareData("mnist_mlp");
    platform = await startTestPlatform();
    const { version } = await platform.client.createSubmission(sourceNamed("rival"));
    await platform.client.createEntry({ version, board: smokeBoard });
    runner = platform.startRunner("first");
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
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

  const type = async (text: string, into = page) => {
    await into.locator(".cm-content").click();
    await into.keyboard.press("Control+A");
    await into.keyboard.press("Delete");
    await into.keyboard.insertText(text);
  };
  /** What a button saves. */
  const saved = async (button: Locator) => {
    const downloading = page.waitForEvent("download");
    await button.click();
    const download = await downloading;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  /** Signs in, and writes with completion and documentation at hand. */
  const write = async () => {
    const { url } = await platform.admin.createSignInLink({ user: "ada", minutes: 5 });
    await page.goto(url);
    await page.goto(`${platform.url}/play?suite=smoke&seed=3&workload=mnist_mlp`);
    await page
      .locator('[data-part="language"][data-state="ready"]')
      .waitFor({ state: "attached", timeout: slow });
    await type('import { scaleByNad } from "steepest";\n');
    await page.locator(".cm-line").first().click();
    await page.keyboard.press("Home");
    for (let at = 0; at < "import { scaleByNad".length; at++) await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Control+Space");
    const completion = page.locator(".cm-tooltip-autocomplete");
    const option = completion.getByText("scaleByNadam", { exact: true });
    await option.waitFor({ timeout: slow });
    await completion.locator(".documentation").waitFor({ timeout: slow });
    await option.click();
    await page.locator(".cm-line", { hasText: "{ scaleByNadam }" }).waitFor();

    await type(textNamed("of_ada"));
    // In the middle of the name, which six blanks stand before.
    await page.locator(".cm-line", { hasText: "scaleByNadam({" }).hover({ position: { x: 100, y: 8 } });
    await page
      .locator(".cm-tooltip-hover .documentation")
      .getByText("scaleByNadam")
      .first()
      .waitFor({ timeout: slow });
    // No GPU here: none is offered.
    expect(await part("backend-row").isVisible()).toBe(false);
  };

  /** Trains in the tab, submits with the record of the tab, which another's runner audits. */
  const submit = async () => {
    // It would take the entry's trial before the tab does.
    await expect
      .poll(async () => (await platform.client.entries({ board: smokeBoard }))[0]?.status, { timeout: slow })
      .toBe("complete");
    await runner.stop();
    await page.mouse.move(0, 0);
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("cell", { name: "reached" }).waitFor({ timeout: slow });
    const figure = page.locator(".take", { hasText: "SVG" });
    const svg = await saved(figure.getByRole("button", { name: "SVG" }));
    expect(svg.bytes.toString()).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    await page.getByText("Submit this").click();
    await page.getByLabel("Suite").selectOption("smoke");
    await page.getByLabel("Run its trials in this tab").check();
    await page.getByRole("button", { name: "Check and submit" }).click();
    await part("submitted").getByText("1 record sent").waitFor({ timeout: slow });
    await part("submitted").getByRole("link").click();
    await page.waitForURL(/\/entries\/\w+$/);
    await page.locator("dd", { hasText: /0 verified, 1 claimed/ }).waitFor();
    // The page follows its entry for as long as claims are audited.
    await page.locator("dd", { hasText: "audits under way" }).waitFor();
    platform.startRunner("another");
    await page.locator("dd", { hasText: /1 verified, 0 claimed/ }).waitFor({ timeout: slow });
    await page.locator(".live", { hasText: "Up to date" }).waitFor({ timeout: slow });
  };

  /** Looks at the rank, saves what is shown, and compares rows that are ticked. */
  const compare = async () => {
    await page.goto(`${platform.url}/boards/${smokeBoard}`);
    const row = page.getByRole("row").filter({ hasText: "of_ada" }).first();
    // The same algorithm with other seeds: one of the two is first.
    expect(await row.getByRole("cell").first().textContent()).toMatch(/^\s*[12]\b/);
    const ranking = page.getByRole("region", { name: "Ranking" }).locator("xpath=following-sibling::div[1]");
    const csv = await saved(ranking.getByRole("button", { name: "CSV" }));
    expect(csv.name).toBe("boards-smoke-self-cpu-wasm-ranking.csv");
    expect(csv.bytes.toString()).toMatch(/^Rank 95 %,Submission,Score,.*\r\n1,(of_ada|rival) v1,1,/);
    const parquet = await saved(ranking.getByRole("button", { name: "Parquet" }));
    const rows = await parquetReadObjects({ file: new Uint8Array(parquet.bytes).buffer });
    expect(rows.map((one) => one["Submission"])).toEqual(expect.arrayContaining(["of_ada v1", "rival v1"]));
    const json = await saved(ranking.getByRole("button", { name: "JSON" }));
    expect(JSON.parse(json.bytes.toString())).toHaveLength(2);

    await page.getByLabel("Versions").selectOption("all");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByText("Complete earlier versions stand among the latest").waitFor();
    await page.getByLabel("Compare of_ada").check();
    await page.getByLabel("Compare rival").check();
    await page.getByRole("button", { name: "Compare" }).click();
    await page.waitForURL(/\/compare\?/);
    await page.getByRole("heading", { name: /of_ada · rival|rival · of_ada/ }).waitFor();
    expect(await page.locator('.chart-page path[data-series="of_ada"]').count()).toBe(1);
    const png = await saved(
      page.locator(".take", { hasText: "PNG" }).first().getByRole("button", { name: "PNG" }),
    );
    expect([...png.bytes.subarray(1, 4)].map((code) => String.fromCharCode(code)).join("")).toBe("PNG");
    expect(png.bytes.length).toBeGreaterThan(5000);
  };

  /** Asks for some rows, with a script and without, and what has changed between two versions. */
  const filter = async () => {
    await page.goto(`${platform.url}/boards/${smokeBoard}`);
    const rows = (on: Page) =>
      on.getByRole("region", { name: "Ranking" }).locator("tbody tr[data-row]").count();
    expect(await rows(page)).toBe(2);
    await page.getByLabel("Find").fill("of_a");
    await expect.poll(() => rows(page), { timeout: 60_000 }).toBe(1);
    expect(new URL(page.url()).searchParams.get("find")).toBe("of_a");
    await page.getByText("Filter by authors").click();
    await page.getByLabel("Entered to").fill("2020-01-01");
    await page.getByText("No row is like that.").waitFor();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const reader = await plain.newPage();
    await reader.goto(page.url());
    await reader.getByText("No row is like that.").waitFor();
    await reader.getByLabel("Entered to").fill("");
    await reader.getByRole("button", { name: "Show" }).click();
    expect(await rows(reader)).toBe(1);
    await plain.close();

    const { entry, files } = sourceNamed("rival");
    await platform.client.createSubmission({ entry, files: { [entry]: `${files[entry]}// again` } });
    await page.goto(`${platform.url}/submissions/rival`);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.getByRole("heading", { name: "Version 1 and version 2" }).waitFor();
    await page.locator(".diff .added", { hasText: "// again" }).waitFor();
    await page.getByLabel("from").selectOption("2");
    await page.getByText("No difference.").waitFor();
  };

  /** Asks by other rules, with a script and without, and drops a record. */
  const askOtherwise = async () => {
    await page.goto(`${platform.url}/boards/${smokeBoard}/what-if`);
    await page.getByLabel(/Targets easier/).fill("20");
    await page.locator("#answer").getByText("targets 20 % easier").waitFor();
    expect(page.url()).toContain("relax=20");
    const answer = await page.locator("#answer table").textContent();
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const reader = await plain.newPage();
    await reader.goto(page.url());
    expect(await reader.locator("#answer table").textContent()).toBe(answer);
    await plain.close();

    const [entry] = await platform.client.entries({ submission: "of_ada" });
    const { trialGrid } = await platform.client.entry(entry?.id ?? "");
    const record = await platform.client.record(trialGrid[0]?.id ?? "");
    const text = JSON.stringify({ ...record, submission: { ...record.submission, name: "of_a_file" } });
    await page.evaluate((body) => {
      const dropped = new DataTransfer();
      dropped.items.add(new File([body], "record.json", { type: "application/json" }));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: dropped, cancelable: true }));
    }, text);
    await page.getByText(/of_a_file would be rank \d of 3/).waitFor();
    expect(await page.locator("#answer svg.rank-shifts").textContent()).toContain("of_a_file");
  };

  /** Reads what it has cost, and what the next one would. */
  const readCosts = async () => {
    await page.goto(`${platform.url}/account`);
    const ledger = page.getByRole("region", { name: "What your entries have cost" });
    expect(await ledger.getByRole("row", { name: /of_ada/ }).textContent()).toMatch(/smoke\.self\.cpu-wasm/);
    await page.goto(`${platform.url}/submit?board=${smokeBoard}`);
    expect(await page.locator("[data-quote]").textContent()).toContain(`${smokeBoard} takes one trial`);
    await page.getByLabel("Board").selectOption("quick.self.cpu-wasm");
    await page.locator("[data-quote]").getByText("quick.self.cpu-wasm takes 9 trials").waitFor();
  };

  /** Submits with a token where nobody is signed in, and leaves the trial to runners. */
  const submitByToken = async () => {
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(`${platform.url}/play?suite=smoke&workload=mnist_mlp`);
    await type(textNamed("of_a_token"), stranger);
    await stranger.getByText("Submit this").click();
    await stranger.getByLabel("Suite").selectOption("smoke");
    await stranger.getByLabel("Token").fill(platform.submitterToken);
    await stranger.getByRole("button", { name: "Check and submit" }).click();
    await stranger.waitForURL(/\/entries\/\w+$/, { timeout: slow });
    await stranger.getByRole("heading", { name: "of_a_token" }).waitFor();
    await stranger.context().close();
    const [entry] = await platform.client.entries({ submission: "of_a_token" });
    expect(entry).toMatchObject({ board: smokeBoard, trials: { total: 1 } });
  };

  test("sign in, write, run in the tab, submit, be audited, be ranked, compare: all of it in a browser", async () => {
    for (const step of [write, submit, compare, filter, askOtherwise, readCosts, submitByToken]) await step();
    expect(complaints).toEqual([]);
  }, 900_000);
});
