import { once } from "node:events";
import { expect, test, vi } from "vitest";
import { exampleJob } from "../../test/exampleJob.ts";
import { dataFolderOf } from "./ensureData.ts";
import { keepSpare, spawnTrialProcess } from "./spawnTrialProcess.ts";
import type { ToChild } from "./trialMessages.ts";

const module = new URL("./trialProcess.ts", import.meta.url);

test("a signal to the whole group does not end a trial, which ends with its parent though it trains", async () => {
  const child = spawnTrialProcess({
    module,
    core: null,
    walled: { backend: "wasm", dataFolder: dataFolderOf(exampleJob) },
  });
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = once(child, "exit");
  expect((await once(child, "message"))[0]).toEqual({ type: "ready" });
  const { maxSteps: _, ...endless } = exampleJob;
  const start: ToChild = {
    type: "start",
    job: { ...endless, budgetSeconds: 600, evaluationPeriodSeconds: 600 },
  };
  child.send(start);
  const training = new Promise<void>((resolve) => {
    child.on("message", (message: { type: string; progress?: { phase: string } }) => {
      if (message.progress?.phase === "train") resolve();
    });
  });
  await training;
  child.kill("SIGTERM");
  child.kill("SIGINT");
  // What follows shows that it is still there: it had ended by a signal otherwise.
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});

test("a process that was kept ready is the one that is asked for, once, whatever it said before; for other data it is not", async () => {
  const walled = { backend: "wasm", dataFolder: dataFolderOf(exampleJob) } as const;
  const kept = keepSpare({ module, walled });
  const others = spawnTrialProcess({ module, core: null, walled: { ...walled, dataFolder: "/nowhere" } });
  await once(others, "message");
  // The one that was kept has long said that it is ready, and nobody has listened.
  const taken = spawnTrialProcess({ module, core: null, walled });
  expect(taken.pid).toBe(kept);
  expect((await once(taken, "message"))[0]).toEqual({ type: "ready" });
  const second = spawnTrialProcess({ module, core: null, walled });
  expect(new Set([kept, others.pid, second.pid]).size).toBe(3);
  for (const child of [taken, others, second]) child.kill("SIGKILL");
});

test("a process that was kept ready and has ended is not taken", async () => {
  const walled = { backend: "wasm", dataFolder: dataFolderOf(exampleJob) } as const;
  const kept = keepSpare({ module, walled });
  process.kill(kept as number, "SIGKILL");
  await vi.waitUntil(() => !isRunning(kept as number));
  const fresh = spawnTrialProcess({ module, core: null, walled });
  expect((await once(fresh, "message"))[0]).toEqual({ type: "ready" });
  fresh.kill("SIGKILL");
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
