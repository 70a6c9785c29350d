import type { Fetcher } from "@cloudflare/workers-types";
import { messages } from "@steepest/workloads/datasets/messages/dataset.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../app.ts";
import type { Bindings } from "../bindings.ts";
import { dataKey } from "../data/servedData.ts";
import { bindings } from "../test/platform.ts";

const app = createApp();
const ask = (path: string, headers: Readonly<Record<string, string>> = {}, env: Bindings = bindings) =>
  app.fetch(new Request(`http://api.test/v1/data${path}`, { headers }), env);

const [file] = messages.files;
if (file === undefined) throw new Error("the dataset has files");
const path = `/messages/${file.name}`;
const plain = new TextEncoder().encode("what the file holds, ".repeat(50));

describe("of the bucket", () => {
  beforeAll(async () => {
    const packed = await new Response(
      new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip")),
    ).arrayBuffer();
    await bindings.STORE.put(dataKey(file), packed, { httpMetadata: { contentEncoding: "gzip" } });
  });

  test("a file is answered compressed as it is kept, for good where its hash is asked for", async () => {
    const answer = await ask(`${path}?sha256=${file.sha256}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    const packed = new Uint8Array(await answer.arrayBuffer());
    expect(packed.length).toBeLessThan(plain.length / 4);
    const unpacked = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")));
    expect(new Uint8Array(await unpacked.arrayBuffer())).toEqual(plain);
  });

  test("without the hash it is asked for again each time, by its tag", async () => {
    const answer = await ask(path);
    await answer.arrayBuffer();
    expect(answer.headers.get("cache-control")).toBe("no-cache");
    const again = await ask(path, { "if-none-match": answer.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("another version's hash, another name and a file that nobody uploaded are told apart", async () => {
    const problem = async (asked: string) => {
      const answer = await ask(asked);
      expect(answer.status).toBe(404);
      return ((await answer.json()) as { readonly type: string }).type;
    };
    expect(await problem(`${path}?sha256=${"0".repeat(64)}`)).toContain("data-of-other-version");
    expect(await problem("/messages/passwd")).toContain("unknown-data-file");
    expect(await problem("/messages/..%2Fvocabulary.json")).toContain("unknown-data-file");
    expect(await problem("/records/train.bin")).toContain("unknown-data-file");
    expect(await problem("/mnist/train-images.bin")).toContain("data-not-served");
  });

  test("a dataset is listed when all of its files are there", async () => {
    const listed = async () =>
      ((await (await ask("")).json()) as { readonly id: string }[]).map(({ id }) => id);
    expect(await listed()).toEqual([]);
    for (const one of messages.files) await bindings.STORE.put(dataKey(one), "x");
    expect(await listed()).toEqual(["messages"]);
  });
});

test("a local platform's folder comes first", async () => {
  const DATA = {
    fetch: async (url: string) =>
      new URL(url).pathname === "/"
        ? Response.json(messages.files.map(({ name }) => `messages/${name}`))
        : new Response(plain),
  } as unknown as Fetcher;
  const local = { ...bindings, DATA };
  expect(await (await ask("", {}, local)).json()).toMatchObject([{ id: "messages" }]);
  const answer = await ask(path, {}, local);
  expect(answer.headers.get("content-encoding")).toBeNull();
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(plain);
});
