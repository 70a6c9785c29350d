import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { coresWarning, defaultJobs, requireCores } from "./requireCores.ts";

const byClock = { hardwareClass: "webgpu" };

test("where time is counted, trials may crowd: all cores by default, and no warning", () => {
  expect(defaultJobs("cpu-wasm")).toBe(availableParallelism());
  expect(defaultJobs("webgpu")).toBe(1);
  expect(coresWarning({ hardwareClass: "cpu-wasm", jobs: 9, cores: 1 }, 1)).toBeNull();
});

// Null: a system that does not say which logical cores are threads of one physical core.
test.each([null, 2])(
  "as many trials as cores are fine; one more is warned of, and refused where times are verified (physical cores: %j)",
  (physical) => {
    expect(coresWarning({ ...byClock, jobs: 2, cores: 2 }, physical)).toBeNull();
    expect(coresWarning({ ...byClock, jobs: 2, cores: 1 }, physical)).toContain(
      "2 trials side by side on 1 core:",
    );
    requireCores({ jobs: 2, cores: 2 }, physical);
    expect(() => requireCores({ jobs: 3, cores: 2 }, physical)).toThrow(
      expect.objectContaining({ code: "too-many-jobs", solution: "Start the runner with --jobs 2 at most." }),
    );
  },
);

test("two threads of a physical core are one core", () => {
  expect(coresWarning({ ...byClock, jobs: 2, cores: 4 }, 2)).toBeNull();
  expect(coresWarning({ ...byClock, jobs: 3, cores: 4 }, 2)).toContain(
    "3 trials side by side on 2 physical cores:",
  );
  requireCores({ jobs: 2, cores: 4 }, 2);
  expect(() => requireCores({ jobs: 3, cores: 4 }, 2)).toThrow(
    expect.objectContaining({
      code: "too-many-jobs",
      details: expect.stringContaining("The 4 that the system shows are threads of those."),
      solution: "Start the runner with --jobs 2 at most.",
    }),
  );
});
