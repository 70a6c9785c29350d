import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeEnvironment } from "../../apps/runner/src/environment.ts";
import { type Client, createClient } from "../../packages/core/schema/api/client.ts";
import { referenceSource } from "../../packages/workloads/node/referenceSource.ts";
import { buildSite } from "../platform/buildSite.ts";
import { findFreePort } from "../platform/requireFreePort.ts";
import { startPlatform } from "../platform/startPlatform.ts";
import { ensureTokens, readTokens } from "../start/tokens.ts";
import type { BenchSection } from "./benchSection.ts";

const board = "quick.external.cpu-wasm";
/** Each has 3 workloads × 3 studies × 5 trials in the queue. */
const entries = 8;
const leasesPerMeasurement = 120;

async function enterMany(client: Client): Promise<void> {
  const { entry, files } = referenceSource("nadamw");
  for (let i = 0; i < entries; i++) {
    const named = (files[entry] as string).replace('name: "nadamw"', `name: "bench_${i}"`);
    const { version } = await client.createSubmission({ entry, files: { ...files, [entry]: named } });
    await client.createEntry({ version, board });
  }
}

/** Leases a second with so many runners asking at once. */
async function leaseRate(client: Client, runner: string, atOnce: number): Promise<number> {
  const started = performance.now();
  let left = leasesPerMeasurement;
  const ask = async () => {
    while (left-- > 0) if ((await client.lease(runner)) === null) throw new Error("the queue ran dry");
  };
  await Promise.all(Array.from({ length: atOnce }, ask));
  return leasesPerMeasurement / ((performance.now() - started) / 1000);
}

/** The queue over HTTP against workerd with local D1, each lease with its source from R2 and its cap. */
export async function leaseSection(): Promise<BenchSection> {
  await buildSite();
  const home = await mkdtemp(join(tmpdir(), "steepest-bench-"));
  const tokensFile = join(home, "tokens.json");
  const { admin } = await readTokens(tokensFile);
  const platform = await startPlatform({
    port: await findFreePort(),
    state: join(home, "state"),
    adminToken: admin,
  });
  try {
    const tokens = await ensureTokens(tokensFile, platform.url);
    await enterMany(createClient({ baseUrl: platform.url, token: tokens.submitter }));
    const client = createClient({ baseUrl: platform.url, token: tokens.runner });
    const environment = describeEnvironment({
      backend: { name: "wasm", featureLevel: "simd" },
      jobs: 1,
    });
    const runner = await client.registerRunner({ name: "bench", environment });
    const rows: string[][] = [];
    for (const atOnce of [1, 8]) {
      rows.push([`${atOnce}`, (await leaseRate(client, runner.id, atOnce)).toFixed(0)]);
    }
    return {
      title: "Leases",
      text: `Leases a second over HTTP from local workerd (D1 and R2 on disk), with ${entries * 45} trials queued. Each answer carries the source and the trial's cap.`,
      columns: ["requests at once", "leases a second"],
      rows,
    };
  } finally {
    await platform.stop();
    await rm(home, { recursive: true, force: true });
  }
}
