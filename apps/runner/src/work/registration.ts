import type { Client } from "@steepest/core/schema/api/client.ts";
import type { Runner, Standing } from "@steepest/core/schema/api/runners.ts";
import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { CalibrationForm } from "./calibrateHere.ts";

export interface RegistrationOptions {
  readonly client: Pick<Client, "registerRunner">;
  readonly name: string;
  /** Of this machine; what it says of calibration is not used. */
  readonly environment: Environment;
  readonly calibrate: (form: CalibrationForm, anew: boolean) => Promise<Calibration>;
  /** Calls again until it answers. */
  readonly persistent: <Result>(call: () => Promise<Result>) => Promise<Result>;
  readonly note: (text: string) => void;
  /** Least time between a calibration and the next one. */
  readonly recalibrateSeconds: number;
}

/** What a platform knows of this runner: kept up to date with calibrations. */
export interface Registration {
  readonly id: string;
  readonly standing: Standing["kind"];
  /** With the latest calibration: what records say of where they were made. */
  readonly environment: Environment;
  /** Whether a new calibration is worth its time; never where the platform checks no one's speed. */
  due(): boolean;
  /** Measures again and says so. Nothing else may run meanwhile. */
  recalibrate(): Promise<void>;
  /** Says all of it again to an API that has forgotten. */
  renew(): Promise<void>;
}

const percent = (share: number) => `${(100 * share).toFixed(0)} %`;

function describeStanding(standing: Standing, { seconds, passes }: Calibration): string {
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
 * and registers again with the figure.
 */
export async function createRegistration(options: RegistrationOptions): Promise<Registration> {
  const { client, name, calibrate, persistent, note, recalibrateSeconds } = options;
  const base = { ...options.environment, calibration: null, calibrationSeconds: null };
  const register = (environment: Environment) =>
    persistent(() => client.registerRunner({ name, environment }));

  let environment: Environment = base;
  let runner: Runner = await register(environment);
  let calibratedAt = Number.NEGATIVE_INFINITY;
  const calibrateAs = async (form: CalibrationForm, anew: boolean) => {
    const calibration = await calibrate(form, anew);
    calibratedAt = performance.now();
    environment = { ...base, calibration, calibrationSeconds: calibration.seconds };
    runner = await register(environment);
    note(describeStanding(runner.standing, calibration));
  };
  await calibrateAs(runner.standing.kind === "not-checked" ? "short" : "full", false);

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
    due: () =>
      runner.standing.kind !== "not-checked" && performance.now() - calibratedAt >= recalibrateSeconds * 1000,
    recalibrate: () => calibrateAs("full", true),
    async renew() {
      runner = await register(environment);
    },
  };
}
