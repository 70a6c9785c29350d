import { UserError } from "@steepest/base/userError.ts";
import { rotateKeys } from "@steepest/core/receipt/signing.ts";
import type { ExportTrailer, ExportTrust, Provenance } from "@steepest/core/schema/api/exports.ts";
import { exportEndSchema } from "@steepest/core/schema/api/exports.ts";
import { readExport, readWholeExport } from "@steepest/core/schema/api/readExport.ts";
import { anyRecordSchema, type TrialRecord } from "@steepest/core/schema/record.ts";
import { expect, test } from "vitest";
import { createApp } from "../app.ts";
import { machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, enter, send, visitor } from "../test/platform.ts";

const board = "quick.self.cpu-wasm";
const ada = await clientFor("submitter", "ada");
const alba = await machineOf("alba");
const entries = [];
for (const name of ["one", "two", "three", "four"]) entries.push(await enter(ada, name));
await work(alba);

type Line = TrialRecord & { readonly provenance: Provenance };

async function partOf(query = "") {
  const answer = await send(new Request(`http://api.test/v1/export?board=${board}${query}`));
  const text = await answer.text();
  const lines = text.split("\n").slice(0, -1);
  const end = JSON.parse(lines.at(-1) ?? "") as ExportTrailer;
  return { answer, text, end, lines: lines.slice(0, -1).map((line) => JSON.parse(line) as Line) };
}

/** Every part, one after another, as `curl` in a loop would have it. */
async function wholeOf(trust?: ExportTrust) {
  let text = "";
  let parts = 0;
  const ask = trust === undefined ? "" : `&trust=${trust}`;
  for (let after: string | null = ""; after !== null; parts++) {
    const part = await partOf(`${ask}${after === "" ? "" : `&after=${after}`}`);
    text += part.text;
    after = part.end.next;
  }
  return { text, parts, ...readWholeExport(text) };
}

const trials = (records: readonly unknown[]) => records.map((line) => (line as Line).provenance.trial).sort();

/** How many calls of the store and the database a request makes. */
async function callsOf(query = "") {
  const calls = { get: 0, all: 0 };
  const STORE = new Proxy(bindings.STORE, {
    get: (store, name) => {
      const value: unknown = Reflect.get(store, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        calls.all++;
        if (name === "get") calls.get++;
        return Reflect.apply(value, store, given) as unknown;
      };
    },
  });
  const DB = new Proxy(bindings.DB, {
    get: (database, name) => {
      const value: unknown = Reflect.get(database, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        calls.all++;
        return Reflect.apply(value, database, given) as unknown;
      };
    },
  });
  const url = `http://api.test/v1/export?board=${board}${query}`;
  await (await createApp().fetch(new Request(url), { ...bindings, STORE, DB })).text();
  return calls;
}

test("where nothing is verified an export has the claims, says so, and comes in parts that a request can read", async () => {
  const { answer, end, lines } = await partOf();
  expect(answer.headers.get("steepest-export-trust")).toBe("all");
  expect(answer.headers.get("steepest-export-note")).toMatch(/^No record of this board is verified yet/);
  expect(end).toMatchObject({ format: "steepest-export-part/1", records: 30, trust: "all", missing: 0 });
  expect(end.note).toMatch(/all of these are claims/);
  expect(lines[0]?.provenance).toMatchObject({ trust: "claimed", owner: "alba", audit: null, receipt: null });
  const whole = await wholeOf();
  expect(whole.records).toHaveLength(36);
  expect(new Set(trials(whole.records)).size).toBe(36);
  expect((await wholeOf("verified")).records).toEqual([]);
});

test("an older reader leaves the provenance out, and takes no part for the whole", async () => {
  const { lines, end } = await partOf("&trust=all");
  for (const line of lines) expect(anyRecordSchema.parse(line)).not.toHaveProperty("provenance");
  // The first two parts of this board are packed now, so that it is one.
  expect(exportEndSchema.safeParse(end).success).toBe(true);
  const part = { ...end, format: "steepest-export-part/1", next: "all.1.t" };
  expect(exportEndSchema.safeParse(part).success).toBe(false);
  expect(anyRecordSchema.safeParse(part).success).toBe(false);
});

test("what was exported once is read from one object, and what comes later joins it", async () => {
  const packed = await callsOf();
  expect(packed.get).toBe(1);
  const entry = await enter(ada, "five");
  await work(alba);
  const first = await callsOf("&trust=all");
  // The pack, nine records, and the pack again to add them.
  expect([first.get, first.all < 30]).toEqual([11, true]);
  expect((await callsOf("&trust=all")).get).toBe(1);
  const { objects } = await bindings.STORE.list({ prefix: "exports/" });
  expect(objects).toHaveLength(1);
  expect((await wholeOf("all")).records).toHaveLength(45);
  await admin.void({ kind: "entry", subject: entry.id, reason: "a test" });
  expect((await wholeOf("all")).records).toHaveLength(36);
  expect((await callsOf("&trust=all")).get).toBe(1);
});

test("a pack that is lost, or was altered, costs nothing but reads", async () => {
  const before = await wholeOf("all");
  const [pack] = (await bindings.STORE.list({ prefix: "exports/" })).objects;
  const text = (await (await bindings.STORE.get(pack?.key ?? ""))?.text()) ?? "";
  await bindings.STORE.put(pack?.key ?? "", text.replaceAll('"steps":', '"steps": '));
  expect((await wholeOf("all")).records).toEqual(before.records);
  for (const { key } of (await bindings.STORE.list({ prefix: "exports/" })).objects) {
    await bindings.STORE.delete(key);
  }
  expect((await wholeOf("all")).records).toEqual(before.records);
  expect((await callsOf("&trust=all")).get).toBeLessThanOrEqual(2);
});

test("exports at the same time lose no record and give none twice", async () => {
  await bindings.DB.prepare("UPDATE records SET pack = NULL").run();
  const whole = await wholeOf("all");
  const others = await Promise.all([wholeOf("all"), wholeOf("all"), wholeOf()]);
  for (const { records } of others) expect(trials(records)).toEqual(trials(whole.records));
});

test("with an audit, an export has the verified records by default, and the others are asked for", async () => {
  await work(await machineOf("bert"));
  const verified = await wholeOf();
  expect(verified.end).toMatchObject({ trust: "verified" });
  const first = verified.records[0] as Line;
  expect(first.provenance).toMatchObject({ trust: "verified", owner: "alba", audit: { owner: "bert" } });
  const { audits } = await visitor.trial(first.provenance.trial);
  expect(audits.map(({ id }) => id)).toContain(first.provenance.audit?.id);
  const [claimed, all] = [await wholeOf("claimed"), await wholeOf("all")];
  expect(verified.records.length).toBeGreaterThan(0);
  expect(claimed.records.length).toBeGreaterThan(0);
  expect([...trials(verified.records), ...trials(claimed.records)].sort()).toEqual(trials(all.records));
  expect(verified.end.leftOut).toBe(claimed.records.length);
  const read: string[] = [];
  for await (const { seed } of visitor.exportRecords(board, "claimed")) read.push(String(seed));
  expect(read).toHaveLength(claimed.records.length);
});

test("where receipts are signed, a line says where its is", async () => {
  const keys = JSON.stringify(await rotateKeys([], new Date()));
  const url = `http://api.test/v1/export?board=${board}`;
  const answer = await createApp().fetch(new Request(url), { ...bindings, STEEPEST_SIGNING_KEYS: keys });
  const { provenance } = JSON.parse((await answer.text()).split("\n")[0] ?? "") as Line;
  expect(provenance.receipt).toBe(`/v1/trials/${provenance.trial}/receipt`);
  // A deployment whose keys are broken says so before the export begins.
  const broken = await createApp().fetch(new Request(url), { ...bindings, STEEPEST_SIGNING_KEYS: "[]" });
  expect(broken.status).toBe(500);
});

test("an export of which a part is missing, repeated, of another board or changed in its provenance is refused", async () => {
  await bindings.DB.prepare("UPDATE records SET pack = NULL").run();
  const first = await partOf("&trust=all");
  const second = await partOf(`&trust=all&after=${first.end.next}`);
  const refusal = (text: string) => {
    try {
      readWholeExport(text);
      return null;
    } catch (error) {
      return error instanceof UserError ? `${error.code}: ${error.details}` : error;
    }
  };
  expect(refusal(first.text + second.text)).toBeNull();
  expect(refusal(first.text)).toMatch(
    /export-incomplete: It ends after 30 records, and there are more parts/,
  );
  expect(refusal(second.text)).toMatch(/first part is missing/);
  expect(refusal(first.text + first.text)).toMatch(/do not follow each other/);
  expect(refusal(first.text + second.text.slice(0, 2000))).toMatch(/no JSON/);
  const cut = second.text.split("\n").slice(0, 2).join("\n");
  expect(refusal(`${first.text}${cut}`)).toMatch(/broke off after 32/);
  expect(refusal(first.text + second.text.replaceAll(board, "quick.external.cpu-wasm"))).toMatch(/parts/);
  // Who alters a record must alter its hash, too, which its receipt and the board's trial page say.
  const [line = ""] = first.text.split("\n");
  const altered = line.replace('"steps":', '"steps": ');
  expect(refusal(`${altered}\n`)).toMatch(/is another than was reported/);
  const lines = (function* () {
    yield* first.text.split("\n");
  })();
  let count = 0;
  for await (const _ of readExport(lines, { onePart: true })) count++;
  expect(count).toBe(30);
});
