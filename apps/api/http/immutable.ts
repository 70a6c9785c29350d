import type { Context } from "hono";

/** Marks an answer as never changing; only that of a thing which everybody may see is kept by caches that people share. True where the client's copy is good: answer 304 then. */
export function immutable(context: Context, hash: string, isShared: boolean): boolean {
  const isGood = isKnown(context, hash);
  context.header("cache-control", isShared ? "public, max-age=31536000, immutable" : "private, no-cache");
  return isGood;
}

/** Tags an answer that may change. True where the client's copy is good: answer 304 then. */
export function isKnown(context: Context, name: string): boolean {
  const tag = `"${name}"`;
  context.header("etag", tag);
  context.header("cache-control", "no-cache");
  const known = context.req.header("if-none-match")?.split(",") ?? [];
  return known.some((one) => one.trim().replace(/^W\//, "") === tag);
}
