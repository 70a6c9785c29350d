import type { BoardView } from "@steepest/core/schema/api/boards.ts";
import type { EntrySummary } from "@steepest/core/schema/api/entries.ts";
import sax from "sax";
import { expect, test } from "vitest";
import { boardFeed } from "./boardFeed.ts";

const entry: EntrySummary = {
  id: "e1",
  submission: "mine",
  version: "v",
  versionNumber: 2,
  board: "quick.self.cpu-wasm",
  trust: "verified",
  private: false,
  status: "complete",
  trials: { total: 3, finished: 3, running: 0, failed: 1 },
  records: { claimed: 0, verified: 3 },
  voided: null,
  seedCommitment: null,
  createdAt: "2026-11-29T10:00:00.000Z",
  finishedAt: "2026-11-29T11:00:00.000Z",
  withdrawnAt: null,
};

const board = {
  id: "quick.self.cpu-wasm",
  practice: true,
  page: 1,
  rows: [{ submission: "mine", number: 2, entry: "e1", provisional: false, score: 0.75 }],
  updatedAt: "2026-11-29T12:00:00.000Z",
} as unknown as BoardView;

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Strict: throws where it is not well-formed. */
function parsed(xml: string): Element {
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => open.pop();
  parser.ontext = (text) => {
    const last = open.at(-1);
    if (last) last.text += text;
  };
  parser.write(xml).close();
  return root.children[0] ?? root;
}

const named = (element: Element, name: string) => element.children.filter((child) => child.name === name);
const textOf = (element: Element, name: string) => named(element, name)[0]?.text;

/** What RFC 4287 asks of every feed and every item. */
function requireAtom(feed: Element): Element[] {
  expect(feed.name).toBe("feed");
  expect(feed.attributes.xmlns).toBe("http://www.w3.org/2005/Atom");
  const items = named(feed, "entry");
  for (const element of [feed, ...items]) {
    for (const name of ["id", "title", "updated"]) expect(named(element, name)).toHaveLength(1);
    expect(textOf(element, "updated")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(named(element, "author")).toHaveLength(1);
    const urls = [textOf(element, "id"), ...named(element, "link").map(({ attributes }) => attributes.href)];
    for (const url of urls) expect(URL.canParse(url ?? "")).toBe(true);
  }
  const ids = items.map((item) => textOf(item, "id"));
  expect(new Set(ids).size).toBe(ids.length);
  return items;
}

const feedOf = (entries: readonly EntrySummary[], view = board) =>
  parsed(boardFeed({ board: view, entries, origin: "https://steepest.example" }));

test("a board's feed is valid Atom: who leads, and what has ended, the latest first", () => {
  const later = { ...entry, id: "e2", submission: "yours", finishedAt: "2026-11-29T11:30:00.000Z" };
  const open = { ...entry, id: "e3", status: "running" as const, finishedAt: null };
  const feed = feedOf([open, entry, later]);
  expect(requireAtom(feed).map((item) => textOf(item, "title"))).toEqual([
    "yours has ended on quick.self.cpu-wasm",
    "mine has ended on quick.self.cpu-wasm",
    "mine leads quick.self.cpu-wasm",
  ]);
  expect(textOf(feed, "updated")).toBe(later.finishedAt);
  expect(named(feed, "link").map(({ attributes }) => attributes.href)).toEqual([
    "https://steepest.example/boards/quick.self.cpu-wasm/feed.xml",
    "https://steepest.example/boards/quick.self.cpu-wasm",
  ]);
});

test("a board without entries has a feed all the same; nobody leads before their trials are all in", () => {
  expect(requireAtom(feedOf([], { ...board, rows: [] }))).toEqual([]);
  const provisional = { ...board, rows: [{ ...board.rows[0], provisional: true }] } as unknown as BoardView;
  expect(requireAtom(feedOf([entry], provisional))).toHaveLength(1);
});

test("what people have written is text, whatever it holds; private entries are not news", () => {
  const reason = `<script>alert("x")</script> & ]]> \u0000\u001b[31m \ud800 ' \uffff`;
  const voided = { at: entry.createdAt, by: "op", reason };
  const [, item] = requireAtom(
    feedOf([
      { ...entry, voided },
      { ...entry, id: "e9", private: true },
    ]),
  ).toReversed();
  expect(item?.children.some(({ name }) => name === "script")).toBe(false);
  expect(JSON.stringify(requireAtom(feedOf([{ ...entry, voided }])))).toContain("<script>alert");
  expect(requireAtom(feedOf([{ ...entry, id: "e9", private: true }]))).toEqual([]);
});

test("a feed has its latest fifty items", () => {
  const many = Array.from({ length: 80 }, (_, index) => ({
    ...entry,
    id: `m${index}`,
    finishedAt: new Date(Date.UTC(2026, 10, 1, 0, index)).toISOString(),
  }));
  const items = requireAtom(feedOf(many));
  expect(items).toHaveLength(50);
  expect(textOf(items[0] as Element, "id")).toBe("https://steepest.example/entries/m79");
});
