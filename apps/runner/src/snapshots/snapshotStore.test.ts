import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { TrialSnapshot } from "@steepest/core/harness/trialSnapshot.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { decodeChunk, encodeChunk } from "./codeChunk.ts";
import { packSnapshot, unpackSnapshot } from "./snapshotMessage.ts";
import { SnapshotStore } from "./snapshotStore.ts";

const facts = (step: number): TrialSnapshot["facts"] => ({
  format: "steepest-snapshot/1",
  trial: "t",
  step,
  startedAt: "2026-11-29T00:00:00.000Z",
  lastEvaluationAt: 0,
  trainLoss: null,
  evaluations: [],
  reached: null,
  test: null,
  split: { init: 0, select: 0, update: 0, prepare: 0, evaluate: 0, elsewhere: 0 },
  meter: { wall: 0, cpu: null, loading: { wall: 0, cpu: 0 } },
  sandbox: {
    layout: "",
    guest: { memory: 0, ticksTotal: 0, loopsTotal: 0, hostCallsTotal: 0 },
    structures: [],
    table: { next: 1, kept: [], stateHandles: [], trees: [], batches: [] },
    counters: { draws: 0, batches: 0, reinitializations: 0, onDevice: [], gone: 0 },
    formulas: [],
    problem: 0,
    meters: {},
    console: { lines: [], characters: 0, dropped: 0 },
    parameters: 1,
    modelState: 2,
    batchSize: 1,
  },
});

const bytesOf = (numbers: Float32Array) => new Uint8Array(numbers.buffer.slice(0));
const weights = normal(keyFromSeed(1), 200_003);
/** What a few steps do: every number moves by a thousandth. */
const later = (by: number) => weights.map((value, at) => value * (1 + by * 1e-4 * Math.sin(at)));
const guest = new Uint8Array(1_000_001);
guest.set(bytesOf(weights).subarray(0, 5000));
const snapshot = (step: number): TrialSnapshot => ({
  facts: facts(step),
  blobs: [guest, bytesOf(later(step)), new Uint8Array(0)],
});

const plain = ({ facts, blobs }: TrialSnapshot) => ({ facts, blobs: blobs.map((blob) => Buffer.from(blob)) });
const sizeOf = (folder: string) =>
  readdirSync(join(folder, "chunks")).reduce(
    (sum, name) => sum + statSync(join(folder, "chunks", name)).size,
    0,
  );

test("the last snapshot comes back to the byte, from a store that is opened anew, and is small beside the first", () => {
  const folder = temporaryFolder();
  const store = new SnapshotStore(folder);
  expect(store.read()).toBe(null);
  store.write(snapshot(1));
  const first = sizeOf(folder);
  for (const step of [2, 3, 4]) {
    store.write(snapshot(step));
    expect(plain(new SnapshotStore(folder).read() as TrialSnapshot)).toEqual(plain(snapshot(step)));
  }
  // The first one whole and the last one's difference; what did not change is there once, what was between is gone.
  expect(sizeOf(folder) - first).toBeLessThan(0.8 * first);
  store.clear();
  expect(store.read()).toBe(null);
});

test("a damaged chunk or manifest counts as no snapshot, and the next one is whole again", () => {
  const folder = temporaryFolder();
  const store = new SnapshotStore(folder);
  store.write(snapshot(1));
  const [name] = readdirSync(join(folder, "chunks"));
  const path = join(folder, "chunks", name as string);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
  writeFileSync(path, bytes);
  expect(store.read()).toBe(null);
  store.write(snapshot(2));
  expect(plain(store.read() as TrialSnapshot)).toEqual(plain(snapshot(2)));
  writeFileSync(join(folder, "snapshot.json"), "{}");
  expect(store.read()).toBe(null);
  store.write(snapshot(3));
  expect(store.read()?.facts.step).toBe(3);
});

test("a chunk of any length comes back from its difference, and one that unfolds to more is refused", () => {
  for (const length of [0, 1, 3, 4, 1001]) {
    const [bytes, base] = [guest.slice(0, length), guest.slice(7, 7 + length)];
    expect(decodeChunk(encodeChunk(bytes, base), base, length)).toEqual(bytes);
    expect(decodeChunk(encodeChunk(bytes, null), null, length)).toEqual(bytes);
  }
  expect(() => decodeChunk(encodeChunk(new Uint8Array(1_000_000), null), null, 1000)).toThrow();
});

test("between processes a snapshot is text, and the same bytes again", () => {
  const sent = JSON.parse(JSON.stringify(packSnapshot(snapshot(5))));
  expect(plain(unpackSnapshot(sent))).toEqual(plain(snapshot(5)));
});
