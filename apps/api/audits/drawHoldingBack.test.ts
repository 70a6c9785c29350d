import { expect, test } from "vitest";
import { type CountedRecord, drawHoldingBack } from "./drawHoldingBack.ts";

const record = (
  workload: string,
  study: number,
  seconds: number | null,
  owner = "eve",
  trial = 0,
): CountedRecord => ({
  trial: `${workload}-${study}-${trial}`,
  record: `${seconds}`,
  workload,
  study,
  seconds,
  owner,
});
const drawn = (counted: readonly CountedRecord[], entrant = "ada") =>
  new Set(
    Array.from({ length: 60 }, (_, n) => drawHoldingBack(`secret ${n}`, counted, entrant))
      .flat()
      .map(({ trial }) => trial),
  );

test("what lies below the median is never drawn, and each at or above it is by some secret", () => {
  expect(drawn([record("a", 0, 1), record("a", 1, 2), record("a", 2, 3)])).toEqual(
    new Set(["a-1-0", "a-2-0"]),
  );
  expect(drawn([record("a", 0, 3), record("a", 1, null), record("a", 2, null)])).toEqual(
    new Set(["a-1-0", "a-2-0"]),
  );
});

test("each workload that is not reached has a draw of its own, the others have one together", () => {
  const missed = (workload: string) => [0, 1, 2].map((study) => record(workload, study, null));
  const reached = (workload: string) => [0, 1, 2].map((study) => record(workload, study, study + 1));
  for (let n = 0; n < 20; n++) {
    const workloads = drawHoldingBack(
      String(n),
      [...missed("a"), ...missed("b"), ...reached("c"), ...reached("d")],
      "ada",
    ).map(({ workload }) => workload);
    expect(workloads).toHaveLength(3);
    expect(workloads).toEqual(expect.arrayContaining(["a", "b"]));
  }
});

test("of several trials of a study any may hide the best; the entrant's own word harms nobody else", () => {
  const trials = [0, 1, 2].flatMap((study) =>
    [0, 1].map((trial) => record("a", study, study + 1 + trial, "eve", trial)),
  );
  expect(drawn(trials)).toEqual(new Set(["a-1-0", "a-1-1", "a-2-0", "a-2-1"]));
  expect(
    drawn([record("a", 0, null, "ada"), record("a", 1, null, "eve"), record("a", 2, null, "ada")]),
  ).toEqual(new Set(["a-1-0"]));
  expect(drawn([record("a", 0, null, "ada")])).toEqual(new Set());
  expect(drawn([])).toEqual(new Set());
});

test("the same secret draws the same", () => {
  const counted = [0, 1, 2, 3, 4].map((study) => record("a", study, null));
  expect(drawHoldingBack("s", counted, "ada")).toEqual(drawHoldingBack("s", [...counted].reverse(), "ada"));
});
