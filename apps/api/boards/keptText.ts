import type { Viewer } from "./viewBoard.ts";

/** A part of an object of the store. */
interface Part {
  readonly offset: number;
  readonly length: number;
}

/** Objects of boards never change, and are public: what is kept of them is as good as they are. */
const keepSeconds = 24 * 3600;

/**
 * A text of a board's object, or a part of it, or null where the store has no such object: from Cloudflare's cache where the request runs, or else from the store. What
 * shows is asked of the database each time, so nothing is shown from the cache that the board no longer has.
 */
export async function keptText(
  { store, later }: Viewer,
  object: string,
  part: Part | null = null,
): Promise<string | null> {
  const cache = later === null ? undefined : edgeCache();
  const range = part === null ? "" : `?${part.offset}-${part.offset + part.length}`;
  const key = new Request(`https://store.steepest.invalid/${object}${range}`);
  const known = await cache?.match(key);
  if (known !== undefined) return known.text();
  const stored = await store.get(object, part === null ? {} : { range: part });
  if (stored === null) return null;
  const text = await stored.text();
  if (cache !== undefined) {
    const kept = new Response(text, { headers: { "cache-control": `public, max-age=${keepSeconds}` } });
    later?.(cache.put(key, kept));
  }
  return text;
}

/** There is none outside of Workers. */
const edgeCache = (): Cache | undefined =>
  typeof caches === "undefined" ? undefined : (caches as unknown as { readonly default?: Cache }).default;
