import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toFragment } from "../../apps/site/src/play/sharedPlay.ts";
import { recordSchema, type TrialRecord } from "../../packages/core/schema/record.ts";
import { comparedNumbers } from "../../packages/core/score/comparedNumbers.ts";
import { prepareData } from "../../packages/workloads/node/prepareData.ts";
import { openFirefox } from "../browsers/openFirefox.ts";
import { findBrowser } from "../browsers/runInBrowser.ts";
import { practisedInNode, soonAstray } from "./practisedInNode.ts";
import { startTestPlatform, type TestPlatform } from "./startTestPlatform.ts";

const phone = { width: 390, height: 844 };

/** What is asked of a page here, of either browser. */
interface KeyboardPage {
  goto(url: string): Promise<unknown>;
  read<Value>(expression: string): Promise<Value>;
  press(key: "Tab" | "Enter"): Promise<void>;
  close(): Promise<void>;
}

const open: Readonly<Record<"chromium" | "firefox", (downloads: string) => Promise<KeyboardPage>>> = {
  firefox: (downloads) => openFirefox({ ...phone, downloads }),
  chromium: async (downloads) => {
    const browser = await chromium.launch({
      executablePath: findBrowser("chromium") ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    });
    const page = await browser.newPage({ viewport: phone });
    page.on("download", (download) => void download.saveAs(join(downloads, download.suggestedFilename())));
    return {
      goto: (url) => page.goto(url),
      read: (expression) => page.evaluate(expression),
      press: (key) => page.keyboard.press(key),
      close: () => browser.close(),
    };
  },
};

const ready = `document.querySelector('[data-part="ready"][data-state="ready"]') !== null`;
const focused = `document.activeElement?.textContent?.trim() ?? ""`;
const cells = `[...document.querySelectorAll("td")].map((cell) => cell.textContent.trim())`;

describe("the playground on a phone, by the keyboard alone", () => {
  let platform: TestPlatform;
  /** What Node records at each feature level that a browser has. */
  const inNode = new Map<string, TrialRecord>();

  beforeAll(async () => {
    await prepareData("mnist_mlp");
    platform = await startTestPlatform();
  });
  afterAll(() => platform?.stop());

  for (const browser of ["chromium", "firefox"] as const) {
    test.skipIf(findBrowser(browser) === null)(
      `${browser} trains to the record that Node gives`,
      async () => {
        const downloads = await mkdtemp(join(tmpdir(), "steepest-downloads-"));
        const page = await open[browser](downloads);
        const until = <Value>(read: () => Promise<Value>) => expect.poll(read, { timeout: 120_000 });
        const reach = async (name: string): Promise<void> => {
          for (let presses = 0; presses < 80; presses++) {
            if ((await page.read<string>(focused)) === name) return;
            await page.press("Tab");
          }
          throw new Error(`the keyboard does not reach ${name}`);
        };
        try {
          const source = { entry: "my_optimizer.ts", files: { "my_optimizer.ts": soonAstray } };
          const play = { source, workload: "mnist_mlp", seed: 3, points: [{ lr: 0.1 }] };
          await page.goto(`${platform.url}/play${await toFragment(play)}`);
          await until(() => page.read<boolean>(ready)).toBe(true);
          expect(await page.read<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(390);
          await reach("Run");
          await page.press("Enter");
          await until(() => page.read<string[]>(cells)).toContain("runs");
          expect(await page.read<string>(focused)).toBe("Run");
          await until(() => page.read<string[]>(cells)).toContain("diverged");
          expect(await page.read<string>(focused)).toBe("Run");
          await reach("Download record");
          await page.press("Enter");
          const files = async () => (await readdir(downloads)).filter((name) => name.endsWith(".json"));
          await until(async () => (await files()).length).toBe(1);
          const [file = ""] = await files();
          await until(async () => (await readFile(join(downloads, file), "utf8")).length).toBeGreaterThan(0);
          const record = recordSchema.parse(JSON.parse(await readFile(join(downloads, file), "utf8")));
          // An engine that does not fuse multiply and add is of another class, and so of other bits: Node is asked at its level.
          const { featureLevel } = record.environment;
          const there = inNode.get(featureLevel) ?? (await practisedInNode(record));
          inNode.set(featureLevel, there);
          expect(there.environment.featureLevel).toBe(featureLevel);
          expect(Object.fromEntries(comparedNumbers(record))).toEqual(
            Object.fromEntries(comparedNumbers(there)),
          );
        } finally {
          await page.close();
          await rm(downloads, { recursive: true, force: true });
        }
      },
      300_000,
    );
  }
});
