import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { UserError } from "@steepest/base/userError.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { middle } from "./seconds.ts";

interface CalibrateClass {
  readonly backend: BackendName;
  readonly variables: Readonly<Record<string, string>>;
  readonly rounds: number;
  /** Of the class: rounds may differ by a third of it. */
  readonly tolerance: number;
  readonly say: (text: string) => void;
}

/** Seconds of full calibrations, each in a process of its own, and their median. Throws a UserError where they differ: then the machine is not quiet. */
export async function calibrateClass(
  wanted: CalibrateClass,
): Promise<{ readonly seconds: number; readonly rounds: readonly number[] }> {
  const { backend, variables, rounds, tolerance, say } = wanted;
  const seconds: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    seconds.push(await calibrateOnce(backend, variables));
    say(`calibration ${round}/${rounds}: ${seconds.at(-1)?.toFixed(3)} s`);
  }
  const spread = Math.max(...seconds) / Math.min(...seconds) - 1;
  if (spread > tolerance / 3) {
    throw new UserError({
      code: "machine-not-quiet",
      what: `The calibrations differ by ${(100 * spread).toFixed(1)} %.`,
      details: `They took ${seconds.map((each) => each.toFixed(3)).join(", ")} s; a reference may differ from itself by ${((100 * tolerance) / 3).toFixed(1)} % at most.`,
      solution:
        "Let nothing else run on this machine, and start again: what is measured of workloads is kept.",
    });
  }
  return { seconds: middle(seconds), rounds: seconds };
}

async function calibrateOnce(
  backend: BackendName,
  variables: Readonly<Record<string, string>>,
): Promise<number> {
  const module = fileURLToPath(new URL("./calibrationWorker.ts", import.meta.url));
  const child = fork(module, [backend], { env: { ...process.env, ...variables } });
  const ended = once(child, "exit").then(([code]) => [{ error: `its process ended with ${code}` }]);
  const [said] = (await Promise.race([once(child, "message"), ended])) as [
    { seconds: number } | { error: string },
  ];
  if ("seconds" in said) return said.seconds;
  throw new UserError({
    code: "calibration-failed",
    what: `The calibration on ${backend} failed.`,
    details: said.error,
    solution: `Run \`npx steepest doctor --backend ${backend}\`, which says what is wrong.`,
  });
}
