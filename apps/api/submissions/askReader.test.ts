import type { Fetcher } from "@cloudflare/workers-types";
import { expect, test } from "vitest";
import type { Reading } from "../reader/reading.ts";
import { bindings, clientFor, clientOf, sourceOf, tokenFor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { highlightingOf } from "./highlightingOf.ts";

const ada = await clientFor("submitter", "ada");
const token = await tokenFor("submitter", "ada");

/** A reader that answers with this, or fails as Cloudflare has it where a Worker was ended. */
const readerOf = (answer: () => unknown): Fetcher =>
  ({ fetch: async () => Response.json(await answer()) }) as unknown as Fetcher;
const ended = readerOf(() => {
  throw new Error("Worker exceeded CPU time limit.");
});
const withReader = (READER: Fetcher) => clientOf(token, { READER });

test("what the reader found is kept at the upload, and pages parse nothing", async () => {
  const source = sourceOf("kept_reading");
  const { version } = await ada.createSubmission(source);
  const { STORE } = bindings;
  const highlighting = await highlightingOf({ STORE, READER: ended }, version, source);
  expect(highlighting.classes).toContain("tok-keyword");
  expect(highlighting.files["submission.ts"]?.length).toBeGreaterThan(20);
});

test("a version that is older than the reader is read at its first view, and never again", async () => {
  const source = sourceOf("of_before");
  const { version } = await ada.createSubmission(source);
  await bindings.STORE.delete(`readings/${version}`);
  const { STORE, READER } = bindings;
  const first = await highlightingOf({ STORE, READER }, version, source);
  expect(first.classes).toContain("tok-keyword");
  expect(await highlightingOf({ STORE, READER: ended }, version, source)).toEqual(first);
});

test("a version that cannot be read is shown plainly without another try; a busy reader is asked again", async () => {
  const source = sourceOf("unreadable");
  const { version } = await ada.createSubmission(source);
  const { STORE } = bindings;
  await STORE.delete(`readings/${version}`);
  const plain = { classes: [], files: {} };
  const busy = readerOf(() => ({ state: "busy" }));
  expect(await highlightingOf({ STORE, READER: busy }, version, source)).toEqual(plain);
  expect(await STORE.get(`readings/${version}`)).toBeNull();
  expect(await highlightingOf({ STORE, READER: ended }, version, source)).toEqual(plain);
  expect(await highlightingOf({ STORE, READER: bindings.READER }, version, source)).toEqual(plain);
});

test("a reading that was ended from outside is the submission's fault, and the next upload is read", async () => {
  const problem = await problemOf(withReader(ended).createSubmission(sourceOf("ended_outside")));
  expect(problem).toMatchObject({ status: 422, code: "reading-crashed" });
  const late = readerOf(() => ({ state: "stopped", why: "deadline" }));
  expect(await problemOf(withReader(late).createSubmission(sourceOf("ended_outside")))).toMatchObject({
    status: 422,
    code: "reading-deadline",
  });
  expect((await ada.createSubmission(sourceOf("ended_outside"))).number).toBe(1);
});

test("a busy reader is a 503 that says when to come again", async () => {
  const busy = readerOf(() => ({ state: "busy" }));
  expect(await problemOf(withReader(busy).createSubmission(sourceOf("while_busy")))).toMatchObject({
    status: 503,
    code: "reader-busy",
  });
});

const highlighting = { classes: [""], files: {} };
const manifest = { name: "forged", ruleset: "self", hyperparameters: [{ lr: 1 }] } as const;
test.each<[string, unknown]>([
  ["nothing", null],
  ["another shape", { state: "read" }],
  ["no manifest's name", { state: "read", manifest: { ...manifest, name: "<b>" }, highlighting }],
  [
    "a manifest beyond the limits",
    {
      state: "read",
      manifest: {
        ...manifest,
        hyperparameters: [Object.fromEntries(Array.from({ length: 1400 }, (_, i) => [`p${i}`, 1]))],
      },
      highlighting,
    } satisfies Reading,
  ],
  [
    "classes that would leave their attribute",
    { state: "read", manifest, highlighting: { classes: ['"><script>'], files: {} } },
  ],
  ["a field more", { state: "read", manifest, highlighting, html: "<script>" }],
])("a reader that a stranger's code took over gets nothing through by %s", async (_, answer) => {
  const taken = withReader(readerOf(() => answer));
  expect(await problemOf(taken.createSubmission(sourceOf("taken_over")))).toMatchObject({
    status: 422,
    code: "reading-crashed",
  });
});
