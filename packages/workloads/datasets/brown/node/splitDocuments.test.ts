import { expect, test } from "vitest";
import { plainText } from "./readDocuments.ts";
import { splitDocuments } from "./splitDocuments.ts";

const genres = new Map(
  Array.from({ length: 40 }, (_, at) => [`d${String(at).padStart(2, "0")}`, at < 30 ? "news" : "fiction"]),
);

test("every document is in one split and every genre has its share of each", () => {
  const split = splitDocuments(genres, { validation: 4, test: 8 });
  expect([...split.train, ...split.validation, ...split.test].sort()).toEqual([...genres.keys()]);
  const fiction = (documents: readonly string[]) =>
    documents.filter((document) => genres.get(document) === "fiction").length;
  expect([split.validation.length, fiction(split.validation)]).toEqual([4, 1]);
  expect([split.test.length, fiction(split.test)]).toEqual([8, 2]);
});

test("plain text drops tags at the last slash and keeps a line per sentence", () => {
  expect(plainText("\n\n\tThe/at 1/2/cd jury/nn ./.\n\n\n\tIt/pps said/vbd\n")).toBe(
    "The 1/2 jury .\nIt said\n",
  );
});
