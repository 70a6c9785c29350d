import type { D1Database } from "@cloudflare/workers-types";
import type { Bindings } from "../../../apps/api/bindings.ts";

/** What a trial asks of D1 and R2, call by call: statements of each batch, and whether one of them writes. */
const calls: Readonly<Record<string, readonly (readonly [statements: number, isWritten: boolean])[]>> = {
  lease: [
    [2, false],
    [5, true],
  ],
  heartbeat: [
    [2, false],
    [1, true],
  ],
  report: [
    [2, false],
    [7, true],
  ],
};

const reads = (DB: D1Database, count: number) =>
  Array.from({ length: count }, () => DB.prepare("SELECT id, status FROM trials WHERE id = ?").bind("none"));
const write = (DB: D1Database) =>
  DB.prepare("UPDATE boards SET revision = revision WHERE id = (SELECT id FROM boards LIMIT ?)").bind(1);

/** A Worker that asks of the local D1 and R2 as often as the API's, and does nothing else: what a local platform takes in any case. `/v1/health` answers as the API's does. */
export default {
  async fetch(request: Request, { DB, STORE }: Bindings): Promise<Response> {
    const name = new URL(request.url).pathname.slice(1);
    if (name === "v1/health") {
      return Response.json({ status: "ok", api: "v1", time: new Date().toISOString() });
    }
    const body = await request.text();
    if (name === "report") await STORE.put("records/empty", body);
    for (const [statements, isWritten] of calls[name] ?? []) {
      await DB.batch([...(isWritten ? [write(DB)] : []), ...reads(DB, statements - Number(isWritten))]);
    }
    return Response.json({});
  },
};
