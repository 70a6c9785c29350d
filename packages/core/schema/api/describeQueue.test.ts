import { expect, test } from "vitest";
import { describeQueue } from "./describeQueue.ts";
import type { QueueView } from "./queue.ts";

const queue: QueueView = {
  entry: "e1",
  hardwareClass: "cpu-wasm",
  waiting: 3,
  running: 0,
  position: 5,
  estimateSeconds: 610,
  runnersOnline: 2,
  lastRunnerSeenAt: "2026-11-29T12:00:00.000Z",
};

test.each<[string, Partial<QueueView>, string[]]>([
  [
    "with runners",
    {},
    [
      "3 trials wait for a runner of cpu-wasm; the next is number 5 in the queue.",
      "2 runners are online; all trials should have ended in about 10 min, at the pace of the last hours.",
    ],
  ],
  [
    "without an estimate",
    { waiting: 1, position: 1, runnersOnline: 1, estimateSeconds: null },
    [
      "One trial waits for a runner of cpu-wasm; the next is the first in the queue.",
      "One runner is online; no estimate: too few trials have ended in the last hours.",
    ],
  ],
  [
    "without runners now",
    { runnersOnline: 0, estimateSeconds: null },
    [
      "3 trials wait for a runner of cpu-wasm; the next is number 5 in the queue.",
      "No runner online since 2026-11-29 12:00 UTC.",
      "Trials run once there is one: ask the operator, or start one with `steepest work`.",
    ],
  ],
  [
    "without runners ever",
    { runnersOnline: 0, lastRunnerSeenAt: null, waiting: 2, position: 1 },
    [
      "2 trials wait for a runner of cpu-wasm; the next is the first in the queue.",
      "No runner of cpu-wasm has ever been online.",
      "Trials run once there is one: ask the operator, or start one with `steepest work`.",
    ],
  ],
  [
    "of a self-reported entry",
    { position: null },
    ["3 trials wait for records of your own: runners take none of a self-reported entry."],
  ],
  [
    "with the last ones running",
    { waiting: 0, running: 2, position: null, estimateSeconds: 90_000 },
    ["2 runners are online; all trials should have ended in about 25 h, at the pace of the last hours."],
  ],
  ["at the end", { waiting: 0, running: 0, position: null }, []],
])("what an entry waits for is told %s", (_, change, lines) => {
  expect(describeQueue({ ...queue, ...change })).toEqual(lines);
});
