import type { SubmissionDetail } from "@steepest/core/schema/api/submissions.ts";
import { expect, test } from "vitest";
import { comparedVersions } from "./comparedVersions.ts";

const version = (number: number, more: object = {}) => ({
  version: `hash ${number}`,
  submission: "s",
  number,
  manifest: { name: "s", ruleset: "self", hyperparameters: [{}], ...more },
  createdAt: "2026-11-29T00:00:00.000Z",
});
const entry = (id: string, board: string, versionNumber: number) => ({ id, board, versionNumber });
const submission = {
  history: [version(3, { paper: "arXiv 1" }), version(2), version(1)],
  entries: [entry("d", "two", 2), entry("c", "one", 3), entry("b", "one", 2), entry("a", "one", 1)],
} as unknown as SubmissionDetail;
const compared = (query: string) => comparedVersions(submission, new URLSearchParams(query));
const numbers = (query: string) => {
  const pair = compared(query);
  return pair && [pair.from.number, pair.to.number];
};

test("an address names two versions by their numbers, and without any the last two are meant", () => {
  expect(numbers("from=1&to=3")).toEqual([1, 3]);
  expect(numbers("from=3&to=1")).toEqual([3, 1]);
  expect(numbers("")).toEqual([2, 3]);
  for (const query of ["from=7", "to=", "from=1.0", "from=one"]) expect(compared(query)).toBeNull();
  expect(
    comparedVersions({ ...submission, history: submission.history.slice(0, 1) }, new URLSearchParams()),
  ).toBeNull();
});

test("boards are those that both have entered, and what is told is what differs", () => {
  expect(compared("from=1&to=3")?.boards).toEqual([{ board: "one", entries: ["a", "c"] }]);
  expect(compared("from=1&to=1")?.boards).toEqual([]);
  expect(compared("from=2&to=3")?.told).toEqual([{ what: "Paper", before: "–", after: "arXiv 1" }]);
  expect(compared("from=1&to=2")?.told).toEqual([]);
});
