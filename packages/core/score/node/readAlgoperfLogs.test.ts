import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { algoperfScore } from "../algoperf/algoperfScore.ts";
import { type AlgoperfWorkload, readTargets } from "../algoperf/targets.ts";
import { readAlgoperfLogs } from "./readAlgoperfLogs.ts";

const workloads: AlgoperfWorkload[] = [
  {
    id: "ogbg",
    variantOf: null,
    metric: "mean_average_precision",
    direction: "max",
    range: { min: 0, max: 100 },
    target: 0.28,
  },
];
const ruleset = "external" as const;
const directory = mkdtempSync(join(tmpdir(), "steepest-algoperf-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function writeLog(path: string, text: string) {
  mkdirSync(join(directory, path), { recursive: true });
  writeFileSync(join(directory, path, "eval_measurements.csv"), text);
}

describe("a small tree", () => {
  beforeAll(() => {
    const header = "global_step,score,validation/mean_average_precision\n";
    writeLog("logs/external_tuning/adam/study_0/ogbg_jax/trial_1", `${header}1,5,0.1\n2,9,\n3,12,0.3\n`);
    writeLog("logs/external_tuning/adam/study_0/ogbg_jax/trial_2", "");
    writeLog("logs/external_tuning/adam/study_0/cifar_jax/trial_1", header);
    writeLog("logs/self_tuning/adam/study_0/ogbg_jax/trial_1", `${header}1,7,0.4\n`);
  });

  test.each(["logs/external_tuning/adam", "logs/external_tuning", "logs", "."])(
    "is read from %s",
    (folder) => {
      const { trials, notes } = readAlgoperfLogs({ directory: join(directory, folder), workloads, ruleset });
      const place = { submission: "adam", workload: "ogbg", study: 0 };
      expect(trials).toEqual([
        { ...place, trial: 1, reached: { evaluation: 2, seconds: 12, step: 3 } },
        { ...place, trial: 2, reached: null },
      ]);
      expect(notes).toContain("not read, cifar_jax is no scored workload: adam/study_0/cifar_jax");
      expect(notes).toContain("a log is empty: adam/study_0/ogbg_jax/trial_2");
      const other = "not read, logs of the other ruleset (--ruleset self reads them): self_tuning";
      expect(notes.includes(other)).toBe(["logs", "."].includes(folder));
    },
  );

  test("reads the other ruleset's folder when asked to", () => {
    const { trials } = readAlgoperfLogs({ directory, workloads, ruleset: "self" });
    expect(trials.map(({ reached }) => reached?.seconds)).toEqual([7]);
  });

  test.each([
    ["a missing folder", "nowhere", "There is no folder"],
    ["a folder inside a submission", "logs/external_tuning/adam/study_0", "holds no AlgoPerf logs"],
  ])("%s is a user error that shows the layout", (_, folder, what) => {
    const read = () => readAlgoperfLogs({ directory: join(directory, folder), workloads, ruleset });
    expect(read).toThrow(UserError);
    expect(read).toThrow(what);
    try {
      read();
    } catch (error) {
      expect((error as UserError).solution).toContain("study_<i>/<workload>_<framework>/trial_<j>");
    }
  });
});

const data = new URL("../../../../../shared/data/", import.meta.url).pathname;
const archive = join(data, "algoperf-v05-external-logs.tar.xz");
const title = "AlgoPerf's v0.5 logs give all published scores and the time-to-target table";

test.skipIf(!existsSync(archive))(
  existsSync(archive) ? title : `${title} (skipped: ../shared/data has no algoperf-v05-external-logs.tar.xz)`,
  { timeout: 60_000 },
  () => {
    const unpacked = join(directory, "unpacked");
    mkdirSync(unpacked);
    execFileSync("tar", ["-xJf", archive, "-C", unpacked]);
    const targets = readTargets(readFileSync(join(data, "algoperf-v05-workload-targets.json"), "utf8"));
    const board = JSON.parse(readFileSync(join(data, "algoperf-v05-external-board.json"), "utf8"));
    const { trials } = readAlgoperfLogs({ directory: unpacked, workloads: targets, ruleset });
    const options = { workloads: targets, trials, integration: "trapezoid" as const, resamples: 0 };
    const { scores, timeToTarget } = algoperfScore(options);
    expect(Object.keys(scores)).toHaveLength(11);
    for (const [submission, score] of Object.entries<number>(board.scores)) {
      expect(Math.abs((scores[submission] ?? Number.NaN) - score), submission).toBeLessThan(1e-9);
    }
    // Where two trials of a study reach the target at the same evaluation, the published winner depends on the order in
    // which their machine listed folders: 9 cells differ by that, none by 1 %, and no score does.
    let ties = 0;
    for (const { submission, ...row } of board.time_to_target_seconds as Record<string, string>[]) {
      for (const { id } of targets) {
        const published = Number(row[id] === "inf" || !row[id] ? Number.POSITIVE_INFINITY : row[id]);
        const ours = timeToTarget[submission ?? ""]?.[id] ?? Number.POSITIVE_INFINITY;
        if (ours === published) continue;
        const difference = Math.abs(ours / published - 1);
        expect(difference, `${submission} ${id}`).toBeLessThan(0.01);
        if (difference > 1e-9) ties++;
      }
    }
    expect(ties).toBe(9);
  },
);
