import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { measureTreeUpdate } from "./treeUpdate.ts";

test("60 leaves of 0.4 million numbers are measured, and nothing of it stays", async () => {
  await openBackend("wasm");
  const before = memory();
  expect(measureTreeUpdate({ blocks: 1 })).toMatchObject({ leaves: 60, numbers: 376_704 });
  expect(memory()).toEqual(before);
});
