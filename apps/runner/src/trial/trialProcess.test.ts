import { once } from "node:events";
import { expect, test } from "vitest";
import { exampleJob } from "../../test/exampleJob.ts";
import { dataFolderOf } from "./ensureData.ts";
import { spawnTrialProcess } from "./spawnTrialProcess.ts";
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
