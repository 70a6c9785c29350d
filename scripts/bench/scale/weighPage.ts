import { chromium } from "playwright-core";
import { findBrowser } from "../../../test/browsers/runInBrowser.ts";
import { pageWeight } from "../../../test/pages/pageWeight.ts";

/** Bytes that a browser receives with a page, fonts included; null where no browser is there. */
export async function weighPage(url: string): Promise<number | null> {
  const executablePath = findBrowser("chromium");
  if (executablePath === null) return null;
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
  try {
    const page = await browser.newPage();
    return await pageWeight(page, () => page.goto(url, { waitUntil: "load" }));
  } finally {
    await browser.close();
  }
}
