import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runCaptured, temporaryFolder } from "../../test/captureIo.ts";

const golden = join(import.meta.dirname, "../../../../submissions/golden");
const sgd = join(golden, "sgd.json");

test("a reference submission is found by its optimizer and is within tolerance", async () => {
  const { code, out } = await runCaptured(["trace", sgd, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ optimizer: "sgd", submission: "sgd", within: true });
});

test("a changed trajectory is out of tolerance, with the step and the parameter", async () => {
  const folder = temporaryFolder();
  const trajectory = JSON.parse(readFileSync(sgd, "utf8"));
  trajectory.checkpoints[1].train[25] += 0.01;
  writeFileSync(join(folder, "sgd.json"), JSON.stringify(trajectory));
  writeFileSync(
    join(folder, `${trajectory.problem}.json`),
    readFileSync(join(golden, `${trajectory.problem}.json`)),
  );
  const { code, out } = await runCaptured(["trace", "sgd.json"], { cwd: folder });
  expect(code).toBe(1);
  expect(out).toContain(
    `out of tolerance at step ${trajectory.checkpoints[1].step}: train parameter dense.bias[1]`,
  );
});

test("hyperparameters that the trajectory does not have are named", async () => {
  const cwd = temporaryFolder();
  await runCaptured(["new", "mine"], { cwd });
  const { code, err } = await runCaptured(["trace", sgd, "--submission", "mine.ts"], { cwd });
  expect(code).toBe(1);
  expect(err).toContain("gives no learning_rate");
});

test("a trajectory without its problem beside it, and one without a reference, say what to do", async () => {
  const folder = temporaryFolder();
  const trajectory = JSON.parse(readFileSync(sgd, "utf8"));
  writeFileSync(join(folder, "alone.json"), JSON.stringify(trajectory));
  const alone = await runCaptured(["trace", "alone.json"], { cwd: folder });
  expect(alone).toMatchObject({ code: 1, err: expect.stringContaining(`${trajectory.problem}.json`) });
  writeFileSync(
    join(folder, `${trajectory.problem}.json`),
    readFileSync(join(golden, `${trajectory.problem}.json`)),
  );
  writeFileSync(join(folder, "other.json"), JSON.stringify({ ...trajectory, optimizer: "nobody" }));
  const other = await runCaptured(["trace", "other.json"], { cwd: folder });
  expect(other).toMatchObject({ code: 1, err: expect.stringContaining("--submission PATH") });
});
