// A seeded storm over a real local platform, with trials that nobody trains: npm run chaos -- --help
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createClient } from "../packages/core/schema/api/client.ts";
import { checkInvariants } from "./chaos/invariants.ts";
import { Seeded } from "./chaos/seeded.ts";
import { Storm } from "./chaos/storm.ts";
import { keepPlatform } from "./platform/keepPlatform.ts";
import { findFreePort } from "./platform/requireFreePort.ts";
import { apiConfig, startPlatform } from "./platform/startPlatform.ts";
import { wholeNumber } from "./wholeNumber.ts";

const help = `Kills, lies, late and lost reports, skewed clocks, cancels and voids, and all that administration does (bans, drains, transfers, requeues, …) at the very time
of a lease, a heartbeat or a report, at a platform of its own with trials that nobody trains; then checks that nothing was lost or counted twice, that no lie bought a rank and that no honest record is void. What failed keeps its data and says its seed. The seed decides
what is done; when it arrives is the machine's.

  npm run chaos -- [--events N] [--seed N]

  --events N  how much happens (default 10000)
  --seed N    of an earlier storm (default: drawn)
`;

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000" },
    seed: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(help);
  process.exit(0);
}
const events = wholeNumber("events", values.events);
const seed = wholeNumber("seed", values.seed ?? String(Date.now() % 2 ** 31));
const checkEvery = 500;

const state = await mkdtemp(join(tmpdir(), "steepest-chaos-"));
const port = await findFreePort();
const adminToken = "stp_the-token-of-the-storm";
// Each kill is far from the last: a storm is no reason to give up.
let kills = 0;
const platform = await keepPlatform({
  start: () =>
    startPlatform({
      port,
      state,
      adminToken,
      config: apiConfig,
      variables: { STEEPEST_LEASE_SECONDS: "2", STEEPEST_AUDIT_SHARE: "0.1" },
    }),
  now: () => 3600_000 * kills,
});
const { url } = platform;
const admin = createClient({ baseUrl: url, token: adminToken });

async function killPlatform(): Promise<void> {
  const { pids } = platform;
  kills++;
  for (const pid of pids) process.kill(pid, "SIGKILL");
  for (let waited = 0; waited < 60_000; waited += 50) {
    await delay(50);
    if (
      platform.pids !== pids &&
      (await admin.health().then(
        () => true,
        () => false,
      ))
    )
      return;
  }
  throw new Error("the platform did not come back");
}

const storm = new Storm({
  draw: new Seeded(seed),
  admin,
  killPlatform,
  clientOf: async (role, user) =>
    createClient({ baseUrl: url, token: (await admin.createToken({ user, role })).token }),
});
const started = Date.now();
console.log(`A storm of ${events} events from the seed ${seed}, over ${state}`);
await storm.begin();
let violations: string[] = [];
let done = 0;
const tell = (summary: Readonly<Record<string, number>>) =>
  console.log(
    `${done} events, ${Math.round((Date.now() - started) / 1000)} s, ${kills} kills: ${Object.entries(summary)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ")}`,
  );
while (done < events && violations.length === 0) {
  await storm.event();
  done++;
  if (done % checkEvery === 0) {
    const { violations: found, summary } = await checkInvariants(state, storm, false);
    tell(summary);
    violations = [...storm.violations, ...found];
  }
}
if (violations.length === 0) {
  await storm.calm();
  const { violations: found, summary } = await checkInvariants(state, storm, true);
  tell(summary);
  violations = [...storm.violations, ...found];
}
console.log(JSON.stringify(storm.counts));
await platform.stop();
if (violations.length === 0) {
  console.log(
    "No invariant was broken: nothing lost, nothing counted twice, no rank bought, no honest record void.",
  );
  await rm(state, { recursive: true, force: true });
} else {
  for (const violation of violations.slice(0, 20)) console.error(`✗ ${violation}`);
  console.error(
    `${violations.length} violations. The data are in ${state}; again: npm run chaos -- --seed ${seed} --events ${events}`,
  );
}
process.exit(violations.length === 0 ? 0 : 1);
