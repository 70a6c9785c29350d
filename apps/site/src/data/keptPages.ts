import { type Answered, hashOf } from "./answeredBy.ts";
import { type Asked, askApi } from "./client.ts";

interface Kept {
  readonly body: string;
  readonly nonce: string;
  readonly contentType: string;
  readonly answered: readonly Answered[];
  readonly at: number;
}

/** Pages of this isolate, drawn for visitors: the one that was shown longest ago goes first. */
const pages = new Map<string, Kept>();
const mostPages = 24;
const mostCharacters = 400_000;
/** Some of a page may say how long ago something was. */
const keepMilliseconds = 60_000;

/** Whether a page may be kept: a board's, for who is not signed in. No other is as costly to draw, and shows nobody's own. */
export const mayKeep = ({ url, request }: Asked): boolean =>
  request.method === "GET" &&
  /^\/boards\/[^/]+\/?$/.test(url.pathname) &&
  request.headers.get("cookie")?.includes("steepest.session_token=") !== true;

/**
 * The page as it was drawn before, where the API still answers as it did then; null where it has to be drawn anew. The API is asked as the page would, so that
 * rates count and nothing is shown that has changed; the nonce of the page's styles is this request's.
 */
export async function keptPage(page: Asked, nonce: string): Promise<Response | null> {
  const kept = pages.get(page.url.href);
  if (kept === undefined || Date.now() - kept.at > keepMilliseconds) return null;
  const holds = await Promise.all(kept.answered.map((answered) => stillHolds(page, answered)));
  if (holds.includes(false)) return null;
  // The last that is shown is the last to go.
  if (pages.delete(page.url.href)) pages.set(page.url.href, kept);
  return new Response(kept.body.replaceAll(kept.nonce, nonce), {
    headers: { "content-type": kept.contentType },
  });
}

/** Keeps a page that was drawn from these answers, and gives its answer back. */
export async function keepPage(
  { url }: Asked,
  nonce: string,
  response: Response,
  answered: readonly Answered[],
): Promise<Response> {
  if (response.status !== 200 || answered.length === 0) return response;
  const body = await response.text();
  if (body.length <= mostCharacters) {
    const contentType = response.headers.get("content-type") ?? "text/html";
    pages.delete(url.href);
    pages.set(url.href, { body, nonce, contentType, answered, at: Date.now() });
    for (const [oldest] of pages) {
      if (pages.size <= mostPages) break;
      pages.delete(oldest);
    }
  }
  return new Response(body, response);
}

async function stillHolds(page: Asked, { path, tag, isOwn }: Answered): Promise<boolean> {
  // What this version of Steepest is made with.
  if (path.startsWith("/v1/suites/")) return true;
  const asked = new Request(new URL(path, page.url), isOwn ? { headers: { "if-none-match": tag } } : {});
  const response = await askApi(page, asked);
  if (isOwn) return response.status === 304;
  return response.ok && (await hashOf(response)) === tag;
}
