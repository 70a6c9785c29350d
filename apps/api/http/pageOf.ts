import type { Context } from "hono";
import { z } from "zod";

/** Where a page of a list goes on: opaque to whoever asks. */
export const cursorSchema = z.string().min(1).max(200).optional();

/**
 * The items of a page, of which one more than `limit` was read: where there is one, a `link` header says how to ask for the next page (RFC 8288), after
 * the last that is shown.
 */
export function pageOf<Item>(
  context: Context,
  read: readonly Item[],
  limit: number,
  cursorOf: (item: Item) => string,
): Item[] {
  const shown = read.slice(0, limit);
  const last = shown.at(-1);
  if (read.length > limit && last !== undefined) {
    const url = new URL(context.req.url);
    url.searchParams.set("after", cursorOf(last));
    context.header("link", `<${url.pathname}${url.search}>; rel="next"`);
  }
  return shown;
}

/** Cursors of lists in order of time and id. */
export const timeCursor = (at: number, id: string): string => `${at}.${id}`;

/** Null where it is none of ours: the list then begins at its start. */
export function parseTimeCursor(
  cursor: string | undefined,
): { readonly at: number; readonly id: string } | null {
  const [, at, id] = /^(\d{1,16})\.(.+)$/.exec(cursor ?? "") ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}
