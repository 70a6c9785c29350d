import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { expect, test } from "vitest";
import { database, leasedBy, now, plantEntry, plantRunner, trialRow } from "../test/plant.ts";
import { bindings, sourceOf } from "../test/platform.ts";
import { leaseTrial } from "./leaseTrial.ts";

let names = 0;
/** An entry whose source is in the store. */
async function plantSound(of: string, more: Parameters<typeof plantEntry>[2]): Promise<string> {
  const source = sourceOf(`sound_${++names}`);
  const version = submissionVersion(source);
  await bindings.STORE.put(`sources/${version}`, JSON.stringify(source));
  return plantEntry("ada", of, { ...more, version });
}
let classes = 0;
async function plantClaimant(jobs: number) {
  const hardwareClass = `again-${++classes}`;
  return { id: await plantRunner("machine", hardwareClass), owner: "machine", hardwareClass, jobs };
}
const lease = (claimant: Awaited<ReturnType<typeof plantClaimant>>) =>
  leaseTrial(database, bindings.STORE, claimant, now, 5000, true);

test("a runner whose hands are full gets the lease again that it has not beaten for, the oldest of them", async () => {
  const claimant = await plantClaimant(3);
  const held = [
    { leasedAt: 1, heardAt: 9 },
    { leasedAt: 5, attempt: 2, leaseExpiresAt: now + 77 },
    { leasedAt: 6 },
  ];
  const entry = await plantSound(claimant.hardwareClass, {
    trials: [...held.map((one) => leasedBy(claimant.id, one)), {}],
  });
  const again = await lease(claimant);
  expect(again).toMatchObject({
    trial: `${entry}-1`,
    attempt: 2,
    expiresAt: new Date(now + 77).toISOString(),
  });
  expect(await lease(claimant)).toEqual(again);
  expect(await trialRow(`${entry}-3`)).toMatchObject({ status: "queued" });
});

test("one that has beaten for all of them has lost the oldest, and gets what is next then", async () => {
  const claimant = await plantClaimant(2);
  const held = [
    { leasedAt: 5, heardAt: 6 },
    { leasedAt: 3, heardAt: 9 },
  ];
  const entry = await plantSound(claimant.hardwareClass, {
    trials: held.map((one) => leasedBy(claimant.id, one)),
  });
  expect(await lease(claimant)).toMatchObject({
    trial: `${entry}-1`,
    attempt: 2,
    expiresAt: new Date(now + 5000).toISOString(),
  });
  expect(await trialRow(`${entry}-1`)).toMatchObject({ crashes: 1 });
  expect((await trialRow(`${entry}-1`))?.reason).toContain("asked for another trial while it held this one");
  expect(await trialRow(`${entry}-0`)).toMatchObject({ status: "leased", attempt: 1 });
});

test("leases that ran out and those of others fill no hands", async () => {
  const claimant = await plantClaimant(2);
  const other = await plantRunner("other", claimant.hardwareClass);
  await plantSound(`${claimant.hardwareClass}-other`, {
    trials: [leasedBy(claimant.id), leasedBy(claimant.id, { leaseExpiresAt: now }), leasedBy(other)],
  });
  expect(await lease(claimant)).toBeNull();
});

test("trials that nobody can run are set aside, three versions at one request", async () => {
  const claimant = await plantClaimant(1);
  const entries: string[] = [];
  for (let at = 0; at < 4; at++)
    entries.push(await plantEntry("ada", claimant.hardwareClass, { createdAt: at + 1 }));
  const standing = async () =>
    Promise.all(entries.map(async (entry) => (await trialRow(`${entry}-0`))?.status));
  expect(await lease(claimant)).toBeNull();
  expect(await standing()).toEqual(["quarantined", "quarantined", "quarantined", "queued"]);
  const sound = await plantSound(claimant.hardwareClass, { createdAt: 9 });
  expect(await lease(claimant)).toMatchObject({
    trial: `${sound}-0`,
    attempt: 1,
    submission: expect.stringMatching(/^planted_/),
  });
  expect(await standing()).toEqual(Array(4).fill("quarantined"));
});

test("a lease that a runner holds whose source is lost is taken back, too", async () => {
  const claimant = await plantClaimant(1);
  const entry = await plantEntry("ada", claimant.hardwareClass, { trials: [leasedBy(claimant.id)] });
  expect(await lease(claimant)).toBeNull();
  expect(await trialRow(`${entry}-0`)).toMatchObject({ status: "quarantined", attempt: 0 });
});

test("where the store does not answer a claim is undone, and a lease that is held stays", async () => {
  const claimant = await plantClaimant(1);
  const broken = {
    get: () => Promise.reject(new Error("the store is away")),
  } as unknown as typeof bindings.STORE;
  const entry = await plantSound(claimant.hardwareClass, {});
  const ask = () => leaseTrial(database, broken, claimant, now, 5000, true);
  await expect(ask()).rejects.toThrow("the store is away");
  expect(await trialRow(`${entry}-0`)).toMatchObject({ status: "queued", attempt: 0 });
  const other = await plantClaimant(1);
  const held = await plantSound(other.hardwareClass, { trials: [leasedBy(other.id)] });
  await expect(leaseTrial(database, broken, other, now, 5000, true)).rejects.toThrow("the store is away");
  expect(await trialRow(`${held}-0`)).toMatchObject({ status: "leased", attempt: 1 });
});
