import { env } from "cloudflare:workers";
import type { APIRoute } from "astro";
import { clientFor } from "../../../data/client.ts";
import { orMissing } from "../../../data/orMissing.ts";
import { boardFeed } from "../../../format/boardFeed.ts";

/** A board's news for feed readers: the same for everybody, so nobody's cookie is handed on. */
export const GET: APIRoute = async ({ url, params, request }) => {
  const address = request.headers.get("cf-connecting-ip");
  const asVisitor = new Request(url, { headers: address === null ? {} : { "cf-connecting-ip": address } });
  const client = clientFor({ url, request: asVisitor });
  const board = await orMissing(client.board(params.id ?? ""));
  if (board === null) return new Response("There is no such board.\n", { status: 404 });
  const latest = await client.entries({ board: board.id });
  const leader = board.rows[0]?.entry;
  const isListed = leader === undefined || latest.some(({ id }) => id === leader);
  const entries = isListed ? latest : [...latest, await client.entry(leader)];
  const origin = new URL(env.STEEPEST_URL || url).origin;
  return new Response(boardFeed({ board, entries, origin }), {
    headers: {
      "content-type": "application/atom+xml; charset=utf-8",
      "cache-control": "public, max-age=300",
    },
  });
};
