import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { beforeAll, expect, test } from "vitest";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";
import { expectCaptured } from "./testing/expectCaptured.ts";
import { testedWorkloads } from "./testing/testedWorkloads.ts";

beforeAll(() => openBackend("wasm"));

test.each(testedWorkloads.map(({ id }) => id))("%s is replayed with the bits of its model", async (id) => {
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  expectCaptured(workload, loaded, [3, 5]);
  loaded.dispose();
  expect.hasAssertions();
});
