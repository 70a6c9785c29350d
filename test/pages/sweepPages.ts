import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { axeProblems } from "./axeProblems.ts";
import { pageProblems } from "./pageProblems.ts";
import { mayBeHeavy, mostPageBytes, pageWeight } from "./pageWeight.ts";

export const widths = [390, 768, 1440] as const;
export const themes = ["light", "dark"] as const;

/** What a picture shows of a long page. */
const mostPictureHeight = 3000;

const heightOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight);

export interface SweepOptions {
  readonly browser: Browser;
  readonly url: string;
  readonly paths: readonly string[];
  readonly widths: readonly number[];
  readonly themes: readonly (typeof themes)[number][];
  /** An address that signs in, opened first. */
  readonly signIn?: string;
  /** A folder for a picture of each. */
  readonly pictures?: string;
  readonly onPage?: (line: string) => void;
}

/** Opens each page at each width in each theme and says what is wrong with it, one line each; empty where nothing is. */
export async function sweepPages(options: SweepOptions): Promise<string[]> {
  const { browser, url, paths, pictures, onPage = () => {} } = options;
  const wrong: string[] = [];
  if (pictures !== undefined) await mkdir(pictures, { recursive: true });
  const storageState = options.signIn === undefined ? {} : await signedIn(browser, options.signIn);
  for (const theme of options.themes) {
    const context = await browser.newContext({
      colorScheme: theme,
      reducedMotion: "reduce",
      ...storageState,
    });
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    await network.send("Network.enable");
    await network.send("Network.setCacheDisabled", { cacheDisabled: true });
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(String(error)));
    for (const path of paths) {
      const found: string[] = [];
      for (const width of options.widths) {
        await page.setViewportSize({ width, height: 900 });
        const open = () => page.goto(url + path, { waitUntil: "load" });
        // What a page weighs does not hang on its width: it is opened once, with nothing kept of other pages, then made wider.
        if (width === options.widths[0]) {
          const bytes = await pageWeight(page, open);
          if (bytes > mostPageBytes && !mayBeHeavy(path)) found.push(`weighs ${Math.round(bytes / 1000)} kB`);
          onPage(`${theme} ${path}: ${Math.round(bytes / 1000)} kB`);
        }
        const problems = [...(await axeProblems(page)), ...(await page.evaluate(pageProblems))];
        found.push(...problems.map(({ rule, where }) => `${rule} at ${width} px: ${where}`));
        if (pictures !== undefined)
          await page.screenshot({
            path: join(pictures, `${path.replaceAll(/[^\w.]+/g, "_") || "_"}-${width}-${theme}.png`),
            fullPage: true,
            clip: { x: 0, y: 0, width, height: Math.min(mostPictureHeight, await heightOf(page)) },
          });
      }
      found.push(...thrown.splice(0));
      wrong.push(...new Set(found.map((one) => `${path} (${theme}) ${one}`)));
    }
    await context.close();
  }
  return wrong;
}

/** The cookies of who has opened an address that signs in, which may work once. */
async function signedIn(browser: Browser, link: string) {
  const context = await browser.newContext();
  await (await context.newPage()).goto(link);
  const storageState = await context.storageState();
  await context.close();
  return { storageState };
}
