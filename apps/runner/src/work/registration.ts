import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Runner, Standing } from "@steepest/core/schema/api/runners.ts";
import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { CalibrationForm } from "./calibrateHere.ts";
import type { Instance } from "./instance.ts";

export interface RegistrationOptions {
  readonly client: Pick<Client, "registerRunner">;
  readonly name: string;
  readonly instance: Instance;
  /** While another process works under this name: wait for its end until this is aborted, or (null) give up at once. */
  readonly patience: AbortSignal | null;
  /** So often it asks whether that one is still there; 5 if left out. */
  readonly standbySeconds?: number;
  /** Of this machine; what it says of calibration is not used. */
  readonly environment: Environment;
  readonly calibrate: (form: CalibrationForm, anew: boolean) => Promise<Calibration>;
  /** Calls again until it answers. */
  readonly persistent: <Result>(call: () => Promise<Result>) => Promise<Result>;
  readonly note: (text: string) => void;
  /** Least time between an attempt to calibrate and the next one. */
  readonly recalibrateSeconds: number;
  /** Age of a calibration at which the next one waits no longer for an empty queue. */
  readonly overdueSeconds?: number;
}

/**
 * Machines slow down within minutes to hours (heat, a neighbour in the cloud, a backup), and records are believed to be as fast
 * as the last calibration says: a queue that is never empty must not put the next one off for longer. It costs some ten seconds.
 */
const defaultOverdueSeconds = 3600;

/** What a platform knows of this runner: kept up to date with calibrations. */
export interface Registration {
  readonly id: string;
  readonly standing: Standing["kind"];
  /** Whether the platform holds this runner to the speed of its class. */
  readonly isChecked: boolean;
  /** With the latest calibration: what records say of where they were made. */
  readonly environment: Environment;
  /** Whether a new calibration is worth its time; never where the platform checks no one's speed. */
  due(): boolean;
  /** Whether the latest full calibration is so old that the next one comes before any other trial. */
  overdue(): boolean;
  /** Measures again and says so. Nothing else may run meanwhile. */
  recalibrate(): Promise<void>;
  /** Says all of it again to an API that has forgotten, or that checks by now what it did not. */
  renew(): Promise<void>;
}

/** Standings that no speed decides. */
const unchecked: readonly Standing["kind"][] = ["any-speed", "not-checked"];

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function describeStanding(
  standing: Exclude<Standing, { kind: "any-speed" }>,
  { seconds, passes }: Calibration,
): string {
  const figure = `Calibration: ${seconds.toFixed(2)} s${passes === 1 ? " (short form)" : ""}`;
  if (standing.kind === "uncalibrated") return `${figure}; the platform asks for a full one.`;
  const speed =
    standing.relativeSpeed === null ? "" : `, ${percent(standing.relativeSpeed)} of the reference's speed`;
  if (standing.kind === "not-checked") return `${figure}${speed}; not checked by this platform.`;
  const { tolerance, kind } = standing;
  const range = `${percent(1 - tolerance)} to ${percent(1 + tolerance)}`;
  return kind === "within"
    ? `${figure}${speed}: within the class (${range}).`
    : `! ${figure}${speed}: outside of the class (${range}). No verified trials until a calibration is inside.`;
}

/**
 * Registers, learns whether the platform checks how fast its runners are, calibrates as thoroughly as that asks for,
 * and registers again with the figure. Under reference time nobody's speed matters, and nothing is measured.
 */
export async function createRegistration(options: RegistrationOptions): Promise<Registration> {
  const { client, name, instance, patience, calibrate, persistent, note, recalibrateSeconds } = options;
  const { overdueSeconds = defaultOverdueSeconds, standbySeconds = 5 } = options;
  const base = { ...options.environment, calibration: null, calibrationSeconds: null };
  let isStandingBy = false;
  /** A second process of this name does not take trials from the first one: it stands by. */
  const register = async (environment: Environment): Promise<Runner> => {
    const body = () => ({ name, environment, instance: instance.id, replaces: instance.predecessor() });
    for (;;) {
      try {
        const registered = await persistent(() => client.registerRunner(body()));
        instance.keep();
        if (isStandingBy) note(`The other process is gone: this one works as ${name} now.`);
        isStandingBy = false;
        return registered;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "runner-elsewhere" || patience === null)
          throw error;
        if (!isStandingBy) note(`! ${error.message} ${error.problem.detail} ${error.solution} Standing by.`);
        isStandingBy = true;
        await sleep(standbySeconds * 1000, undefined, { signal: patience }).catch(() => {});
        if (patience.aborted) throw error;
      }
    }
  };

  let environment: Environment = base;
  let runner: Runner = await register(environment);
  let attemptedAt = Number.NEGATIVE_INFINITY;
  /** The latest full one. */
  let calibratedAt = Number.NEGATIVE_INFINITY;
  const secondsSince = (time: number) => (performance.now() - time) / 1000;
  const calibrateAs = async (form: CalibrationForm, anew: boolean) => {
    // Noted before it runs: after a calibration that failed, the next one waits as long as after any other.
    attemptedAt = performance.now();
    const calibration = await calibrate(form, anew);
    if (form === "full") calibratedAt = performance.now();
    environment = { ...base, calibration, calibrationSeconds: calibration.seconds };
    runner = await register(environment);
    if (runner.standing.kind !== "any-speed") note(describeStanding(runner.standing, calibration));
  };
  const isChecked = () => !unchecked.includes(runner.standing.kind);
  const due = () => isChecked() && secondsSince(attemptedAt) >= recalibrateSeconds;
  if (runner.standing.kind === "any-speed")
    note("Reference time is counted: a machine of any speed will do.");
  else await calibrateAs(isChecked() ? "full" : "short", false);

  return {
    get id() {
      return runner.id;
    },
    get standing() {
      return runner.standing.kind;
    },
    get environment() {
      return environment;
    },
    get isChecked() {
      return isChecked();
    },
    due,
    overdue: () => due() && secondsSince(calibratedAt) >= overdueSeconds,
    recalibrate: () => calibrateAs("full", true),
    async renew() {
      const wasChecked = isChecked();
      runner = await register(environment);
      // A short calibration was enough until now: the full one is due at once.
      if (!wasChecked) attemptedAt = Number.NEGATIVE_INFINITY;
    },
  };
}
