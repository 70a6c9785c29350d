import type { Browser } from "playwright-core";

/** How soon the playground shows something and can run, from an empty cache. */
export interface PlaySpeed {
  /** Milliseconds from asking for the page to the first paint of its contents, and to engine and data being ready. */
  readonly firstPaint: number;
  readonly ready: number;
  /** Milliseconds of processor time of all the browser's processes until then: a busy machine changes it less than the clock. */
  readonly processor: number;
}

export async function playSpeed(browser: Browser, url: string): Promise<PlaySpeed> {
  const processes = await browser.newBrowserCDPSession();
  const processor = async () =>
    (await processes.send("SystemInfo.getProcessInfo")).processInfo.reduce(
      (sum, { cpuTime }) => sum + 1000 * cpuTime,
      0,
    );
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const before = await processor();
    await page.goto(`${url}/play`, { waitUntil: "commit" });
    const ready = await page.waitForFunction(
      () => document.querySelector('[data-part="ready"][data-state="ready"]') !== null && performance.now(),
      undefined,
      { timeout: 120_000 },
    );
    const readyAt = Number(await ready.jsonValue());
    const spent = (await processor()) - before;
    const firstPaint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    );
    return { firstPaint, ready: readyAt, processor: spent };
  } finally {
    await context.close();
    await processes.detach();
  }
}
