// What a snapshot of a running trial costs: node scripts/benchSnapshots.ts [WORKLOAD]...
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { packSnapshot, unpackSnapshot } from "../apps/runner/src/snapshots/snapshotMessage.ts";
import { SnapshotStore } from "../apps/runner/src/snapshots/snapshotStore.ts";
import { nodeClock } from "../apps/runner/src/trial/nodeClock.ts";
import { exampleJob } from "../apps/runner/test/exampleJob.ts";
import type { TrialSnapshot } from "../packages/core/harness/trialSnapshot.ts";
import { runJob } from "../packages/core/job/runJob.ts";
import { loadEngine } from "../packages/core/sandbox/loadEngine.ts";
import { median } from "../packages/core/score/median.ts";
import { registerNodeProviders } from "../packages/tensors/backend/node/nodeProviders.ts";
import { openBackend } from "../packages/tensors/backend/openBackend.ts";
import { loadWorkload } from "../packages/workloads/loadWorkload.ts";
import { prepareData } from "../packages/workloads/node/prepareData.ts";
import { pricesFor } from "../packages/workloads/worlds/worldPrices.ts";

const snapshots = 11;
const stepsBetween = 5;

/** Milliseconds by the clock and of the processor, and what came out. */
function timed<Value>(work: () => Value): {
  readonly value: Value;
  readonly wall: number;
  readonly cpu: number;
} {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const value = work();
  const { user, system } = process.cpuUsage(cpu);
  return { value, wall: performance.now() - wall, cpu: (user + system) / 1000 };
}

const said = (values: readonly number[]): string => {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
  return `${median(values).toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})`;
};

async function measure(id: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "steepest-snapshots-"));
  const store = new SnapshotStore(folder);
  const bytesKept = () =>
    readdirSync(join(folder, "chunks")).reduce(
      (sum, name) => sum + statSync(join(folder, "chunks", name)).size,
      0,
    );
  const rows: { save: number; pack: number; write: number; wall: number; cpu: number }[] = [];
  const sizes = { whole: 0, sent: 0, first: 0, kept: 0 };
  let began: readonly [wall: number, cpu: NodeJS.CpuUsage] = [0, process.cpuUsage()];
  await runJob(
    {
      ...exampleJob,
      workload: id,
      maxSteps: snapshots * stepsBetween,
      budgetSeconds: 1e6,
      evaluationPeriodSeconds: 1e6,
    },
    {
      clock: nodeClock,
      loadEngine,
      openBackend,
      async loadWorkload(name) {
        const workload = await loadWorkload(name);
        return { workload, loaded: await workload.load(await prepareData(name)) };
      },
      prices: (name) => pricesFor(name, false),
      snapshots: {
        isDue(step) {
          began = [performance.now(), process.cpuUsage()];
          return step % stepsBetween === 0;
        },
        keep(snapshot: TrialSnapshot) {
          const save = performance.now() - began[0];
          const { user, system } = process.cpuUsage(began[1]);
          const pack = timed(() => packSnapshot(snapshot));
          const write = timed(() => store.write(unpackSnapshot(pack.value)));
          if (sizes.first === 0) sizes.first = bytesKept();
          sizes.kept = bytesKept();
          sizes.whole = snapshot.blobs.reduce((sum, { length }) => sum + length, 0);
          sizes.sent = JSON.stringify(pack.value).length;
          rows.push({
            save,
            pack: pack.wall,
            write: write.wall,
            wall: save + pack.wall,
            cpu: (user + system) / 1000 + pack.cpu + write.cpu,
          });
        },
      },
    },
  );
  rmSync(folder, { recursive: true, force: true });
  // The first writes everything, and engines warm up by it.
  const later = rows.slice(1);
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
  console.log(`${id}: ${later.length} snapshots, ${stepsBetween} steps apart; median (least to most)
  the trial waits  ${said(later.map(({ wall }) => wall))}: ${said(later.map(({ save }) => save))} to copy, ${said(later.map(({ pack }) => pack))} to pack
  its parent takes ${said(later.map(({ write }) => write))} to unpack and write
  processor, all   ${said(later.map(({ cpu }) => cpu))}
  bytes            ${mebibytes(sizes.whole)} whole, ${mebibytes(sizes.sent)} sent; on disk ${mebibytes(sizes.first)} for the first, ${mebibytes(sizes.kept)} with the last`);
}

registerNodeProviders();
const asked = process.argv.slice(2);
for (const id of asked.length > 0 ? asked : ["mnist_mlp", "brown_lm"]) await measure(id);
console.log(`load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores, Node ${process.version}`);
