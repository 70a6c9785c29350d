import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";

/** What a page may weigh, fonts included. */
export const mostPageBytes = 150_000;

/** Addresses that may weigh more: they bring an engine or an editor along. */
export const mayBeHeavy = (path: string): boolean => path.startsWith("/play");

/**
 * Bytes of everything that a page brings when it is opened, as a browser receives them: text compressed, as every deployment sends it and workerd alone does
 * not. What a stream of events goes on to send is not part of it.
 */
export async function pageWeight(page: Page, open: () => Promise<unknown>): Promise<number> {
  const sizes: Promise<number>[] = [];
  const keep = (response: Response): void => {
    sizes.push(sizeOf(response));
  };
  // Fonts that the page before still waits for are not this one's.
  await page.evaluate(async () => void (await document.fonts.ready));
  page.on("response", keep);
  await open();
  page.off("response", keep);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function sizeOf(response: Response): Promise<number> {
  const type = response.headers()["content-type"] ?? "";
  if (type.startsWith("text/event-stream")) return 0;
  const sent = async () => (await response.request().sizes()).responseBodySize;
  if (!/text|javascript|json|xml|svg/.test(type)) return sent();
  // What redirects has no body.
  return response.body().then((body) => gzipSync(body).length, sent);
}
