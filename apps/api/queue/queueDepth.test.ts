import { expect, test } from "vitest";
import { database, leasedBy, now, plantEntry, plantRunner } from "../test/plant.ts";
import { queueDepth } from "./queueDepth.ts";

const depthOf = async (of: string) =>
  (await queueDepth(database, now)).find(({ hardwareClass }) => hardwareClass === of);

test("by class it says what waits, runs and is quarantined, since when, and when a runner was heard of", async () => {
  const of = "deep";
  await plantRunner("machine", of, { lastSeenAt: now - 5000 });
  const runner = await plantRunner("machine", of, { lastSeenAt: now - 2000 });
  const aside = { status: "quarantined", reason: "it was" } as const;
  await plantEntry("ada", of, { createdAt: now - 60_000, trials: [{}, {}, leasedBy(runner), aside] });
  await plantEntry("bob", of, { createdAt: now - 90_000, trials: [leasedBy(runner)] });
  await plantEntry("bob", of, { createdAt: now - 30_000 });
  await plantEntry("ada", "shallow", { createdAt: now - 1000, trials: [{}] });
  expect(await depthOf(of)).toEqual({
    ...{ hardwareClass: of, queued: 3, leased: 2, quarantined: 1, oldestSeconds: 60 },
    lastRunnerSeenAt: new Date(now - 2000).toISOString(),
  });
  expect(await depthOf("shallow")).toEqual({
    ...{
      hardwareClass: "shallow",
      queued: 1,
      leased: 0,
      quarantined: 0,
      oldestSeconds: 1,
      lastRunnerSeenAt: null,
    },
  });
});

test.each([
  ["self-reported", { trust: "self-reported" as const }],
  ["finished", { finishedAt: 1 }],
  ["cancelled", { cancelledAt: 1 }],
  ["void", { voidedAt: 1 }],
])("what is %s waits for nothing", async (what, more) => {
  await plantEntry("ada", `idle-${what}`, more);
  expect((await depthOf(`idle-${what}`))?.queued ?? 0).toBe(0);
});

test("a class of which nothing waits has no oldest, and clocks that differ make no age below nothing", async () => {
  await plantRunner("machine", "empty");
  expect(await depthOf("empty")).toMatchObject({
    queued: 0,
    oldestSeconds: null,
    lastRunnerSeenAt: new Date(now).toISOString(),
  });
  await plantEntry("ada", "ahead", { createdAt: now + 9000 });
  expect(await depthOf("ahead")).toMatchObject({ queued: 1, oldestSeconds: 0 });
});

test("classes come in order", async () => {
  const names = (await queueDepth(database, now)).map(({ hardwareClass }) => hardwareClass);
  expect(names).toEqual([...names].sort());
});
