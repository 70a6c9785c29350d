import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { beforeAll, expect, test } from "vitest";
import { admin, clientFor, enter, register, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const ada = await clientFor("submitter", "ada");
const board = "quick.self.cpu-wasm";
let [quick, slow, again, other] = ["", "", "", ""];

/** Runs all that waits: each study takes its submission's seconds and a tenth more for each study before it. */
async function runAll(secondsOf: (submission: string, version: string) => number): Promise<void> {
  const machine = await clientFor("runner", "machine");
  const { id } = await register(machine, "machine-1");
  for (let lease = await machine.lease(id); lease !== null; lease = await machine.lease(id)) {
    const seconds = secondsOf(lease.submission, lease.version) * (1 + lease.study / 10);
    const record = recordOf(runOfLease(lease), seconds);
    const sends = lease.submission === "slow_one";
    await machine.report(lease.trial, {
      attempt: lease.attempt,
      record: {
        ...record,
        communication: sends ? { workers: 4, delay: 0, bytesSent: 1500 * record.totals.steps } : null,
        ...(sends ? halfSideBySide(record) : {}),
        ...(sends ? { privacy: { epsilon: 1 + lease.study, delta: 1e-5 } } : {}),
      },
    });
  }
}

/** All its times with half as long a critical path. */
function halfSideBySide({ evaluations, totals }: TrialRecord): Pick<TrialRecord, "evaluations" | "totals"> {
  const half = ({ charged }: Pick<TrialRecord["totals"], "charged">) => ({
    criticalSeconds: (charged.reference ?? 0) / 2,
  });
  return {
    evaluations: evaluations.map((one) => ({ ...one, ...half(one) })),
    totals: { ...totals, ...half(totals) },
  };
}

beforeAll(async () => {
  quick = (await enter(ada, "quick_one")).id;
  slow = (await enter(ada, "slow_one")).id;
  await runAll((name) => (name === "quick_one" ? 1 : 1.5));
  const source = sourceOf("quick_one");
  const { version } = await ada.createSubmission({
    ...source,
    files: { "submission.ts": `${source.files["submission.ts"]}// again` },
  });
  again = (await ada.createEntry({ version, board })).id;
  await runAll(() => 1.1);
  other = (await enter(ada, "elsewhere", "external")).id;
}, 60_000);

test("two entries are compared workload by workload and over all of them, with the runs that were asked for", async () => {
  const view = await visitor.compare([quick, slow], { curves: ["mnist_mlp"] });
  expect(view).toMatchObject({ board, measure: "reference", tied: [[0], [1]] });
  expect(view.compared.map(({ label, provisional }) => [label, provisional])).toEqual([
    ["quick_one", false],
    ["slow_one", false],
  ]);
  expect(view.compared[0]?.times["mnist_mlp"]).toBeCloseTo(1.1, 9);
  expect(view.pairs).toHaveLength(1);
  expect(view.pairs[0]).toMatchObject({ test: "rank-sum", ratio: expect.closeTo(1.5, 9), ratioOver: 3 });
  // Three against three studies on three workloads: 2 of 20³.
  expect(view.pairs[0]?.pValue).toBeCloseTo(2 / 8000, 12);
  expect(view.pairs[0]?.workloads["mnist_mlp"]).toMatchObject({ paired: false, probability: 1 });
  expect(view.beats?.[0]?.[1]).toBeCloseTo(1, 9);
  expect(view.curves.map(({ of, workload, study }) => [of, workload, study])).toEqual([
    [0, "mnist_mlp", 1],
    [1, "mnist_mlp", 1],
  ]);
  expect(view.curves[0]?.reached?.charged.reference).toBeCloseTo(1.1, 9);
});

test("what simulated workers sent a step is said of an entry on its board and in a comparison", async () => {
  const { compared } = await visitor.compare([quick, slow]);
  expect(compared.map(({ bytesPerStep }) => bytesPerStep)).toEqual([null, 1500]);
  const { details } = await visitor.board(board, undefined, 1, { details: true });
  expect(details?.[again]?.bytesSent).toBeNull();
  expect(details?.[slow]?.bytesSent).toBe(1500 * (details?.[slow]?.steps ?? 0));
});

test("so are a critical path, and the least privacy that its trials state of themselves", async () => {
  const { compared } = await visitor.compare([quick, slow]);
  expect(compared[0]).toMatchObject({ criticalPart: null, privacy: null });
  expect(compared[1]).toMatchObject({
    criticalPart: expect.closeTo(0.5, 9),
    privacy: { epsilon: 3, delta: 1e-5 },
  });
  const { details } = await visitor.board(board, undefined, 1, { details: true });
  expect(details?.[again]).toMatchObject({ criticalSeconds: null, privacy: null });
  const { chargedSeconds = Number.NaN, criticalSeconds, privacy } = details?.[slow] ?? {};
  expect(criticalSeconds).toBeCloseTo(chargedSeconds / 2, 9);
  expect(privacy).toEqual({ epsilon: 3, delta: 1e-5 });
});

test("another measure is another comparison, and the order is the asker's", async () => {
  const view = await visitor.compare([slow, quick], { measure: "wall" });
  expect(view.compared.map(({ submission }) => submission)).toEqual(["slow_one", "quick_one"]);
  expect(view.compared[1]?.times["mnist_mlp"]).toBeCloseTo(2.2, 9);
  expect(view.pairs[0]?.ratio).toBeCloseTo(1 / 1.5, 9);
  expect(view.curves).toEqual([]);
});

test("of each entry the best run of a workload is drawn, of one alone too, and of no more than eight", async () => {
  const curves = await visitor.curves("mnist_mlp", [slow, quick]);
  // The fastest of each, not that of the middle study.
  expect(curves.map(({ of, study, reached }) => [of, study, reached?.charged.reference])).toEqual([
    [0, 0, 1.5],
    [1, 0, 1],
  ]);
  expect(await visitor.curves("mnist_mlp", [quick], "wall")).toHaveLength(1);
  expect(await problemOf(visitor.curves("mnist_mlp", []))).toMatchObject({ code: "bad-comparison" });
  expect(await problemOf(visitor.curves("nothing", [quick]))).toMatchObject({ status: 404 });
  expect(await problemOf(visitor.curves("mnist_mlp", [quick, other]))).toMatchObject({
    code: "not-comparable",
  });
  const many = Array.from({ length: 9 }, (_, i) => `e${i}`);
  expect(await problemOf(visitor.curves("mnist_mlp", many))).toMatchObject({ code: "bad-comparison" });
});

test("versions of one submission have the same seeds where a secret draws them, and their labels say which is which", async () => {
  const view = await visitor.compare([quick, again]);
  expect(view.compared.map(({ label }) => label)).toEqual(["quick_one v1", "quick_one v2"]);
});

test("what is no comparison is refused, with the reason", async () => {
  expect(await problemOf(visitor.compare([quick]))).toMatchObject({ status: 400, code: "bad-comparison" });
  expect(await problemOf(visitor.compare([quick, quick]))).toMatchObject({ code: "bad-comparison" });
  expect(await problemOf(visitor.compare([]))).toMatchObject({ code: "bad-comparison" });
  const many = Array.from({ length: 9 }, (_, i) => `e${i}`);
  expect(await problemOf(visitor.compare(many))).toMatchObject({ code: "bad-comparison" });
  expect(await problemOf(visitor.compare([quick, other]))).toMatchObject({
    status: 400,
    code: "not-comparable",
  });
  expect(await problemOf(visitor.compare([quick, "none"]))).toMatchObject({ status: 404 });
});

test("an entry under way is compared by what it has, and said to be provisional", async () => {
  const waiting = (await enter(ada, "waiting_one")).id;
  const view = await admin.compare([quick, waiting], { curves: ["mnist_mlp", "no_such"] });
  expect(view.compared[1]).toMatchObject({ provisional: true, times: { mnist_mlp: null } });
  expect(view.curves.map(({ of }) => of)).toEqual([0]);
});
