import { expect, test } from "vitest";
import { coresWarning, requireCores } from "./requireCores.ts";

test("as many trials as cores are fine; one more is warned of, and refused where times are verified", () => {
  expect(coresWarning({ jobs: 2, cores: 2 })).toBeNull();
  expect(coresWarning({ jobs: 2, cores: 1 })).toContain("2 trials side by side on 1 core");
  requireCores({ jobs: 2, cores: 2 });
  expect(() => requireCores({ jobs: 3, cores: 2 })).toThrow(
    expect.objectContaining({ code: "too-many-jobs", solution: "Start the runner with --jobs 2 at most." }),
  );
});
