import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "@steepest/base/userError.ts";
import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import { type Claimed, claimFirst, claimsFolder } from "../cores/claimFirst.ts";

/** A device that is one trial's. */
export interface DevicePlace {
  readonly device: ComputeDevice;
  /** Gives it back. With a failure, it is out of use until it was tried and works. */
  release(failure?: string | null): void;
}

export interface DevicePoolOptions {
  readonly devices: readonly ComputeDevice[];
  /** Computes something on a device; why it does not work, or null where it does. */
  readonly tries: (device: ComputeDevice, signal: AbortSignal) => Promise<string | null>;
  readonly note: (text: string) => void;
  /** Where no device works: waits until one does (a service), or gives up. */
  readonly isPatient: boolean;
  /** Seconds between two looks at what is free, and between two tries of a device that fails, at first. */
  readonly pauseSeconds?: number;
  readonly folder?: string;
}

const longestPauseSeconds = 60;

export const deviceLabel = ({ index, name, uuid }: ComputeDevice): string =>
  `Device ${index} (${name}${uuid === null ? "" : `, ${uuid}`})`;

/** The same for a GPU whichever backend uses it. */
const claimName = ({ index, name, uuid }: ComputeDevice): string =>
  (uuid ?? `${index}-${name}`).replaceAll(/[^\w-]/g, "_").slice(0, 120);

/** A machine's devices, one trial on each: between all trials of this program, and of others of this user. */
export class DevicePool {
  readonly #options: DevicePoolOptions;
  readonly #held = new Set<ComputeDevice>();
  /** Out of use, with why. */
  readonly #failed = new Map<ComputeDevice, string>();
  /** Of those, the ones that were tried and do not work. */
  readonly #dead = new Set<ComputeDevice>();
  readonly #calibrations = new Map<ComputeDevice, Calibration>();
  readonly #told = new Set<string>();
  readonly #closing = new AbortController();

  constructor(options: DevicePoolOptions) {
    this.#options = options;
  }

  get devices(): readonly ComputeDevice[] {
    return this.#options.devices;
  }

  /** Those that are not out of use. */
  get working(): readonly ComputeDevice[] {
    return this.devices.filter((device) => !this.#failed.has(device));
  }

  /** What the device was measured at, if it was. */
  calibrationOf(device: ComputeDevice): Calibration | null {
    return this.#calibrations.get(device) ?? null;
  }

  /**
   * Measures every device that works, side by side as they train, and returns the slowest one's figure: the machine is as fast as that. One that cannot be
   * measured is out of use until it works; rejects where none can be.
   */
  async calibrate(measure: (device: ComputeDevice) => Promise<Calibration>): Promise<Calibration> {
    const { working } = this;
    const measured = await Promise.allSettled(working.map(measure));
    const figures: Calibration[] = [];
    const failures: [ComputeDevice, unknown][] = [];
    for (const [at, device] of working.entries()) {
      const result = measured[at] as (typeof measured)[number];
      if (result.status === "rejected") failures.push([device, result.reason]);
      else {
        this.#calibrations.set(device, result.value);
        figures.push(result.value);
      }
    }
    const [first, ...others] = figures;
    // Nobody's device alone: the program was stopped, or the backend does not work here.
    if (first === undefined) throw failures[0]?.[1] ?? this.#noneWorks();
    for (const [device, reason] of failures) this.#fail(device, String(reason));
    if (others.length > 0) {
      const told = working.map(
        (device) => `${device.index}: ${this.calibrationOf(device)?.seconds.toFixed(2) ?? "–"}`,
      );
      this.#options.note(`Calibration of the devices, in seconds: ${told.join(", ")}.`);
    }
    return others.reduce((slowest, each) => (each.seconds > slowest.seconds ? each : slowest), first);
  }

  /** A device that is free, once there is one; null where that was aborted. Throws where none works and nobody is to wait. */
  async take(signal: AbortSignal): Promise<DevicePlace | null> {
    const { pauseSeconds = 0.5, isPatient } = this.#options;
    for (;;) {
      if (signal.aborted) return null;
      const free = this.working.filter((device) => !this.#held.has(device));
      for (const device of free) {
        const claimed = this.#claim(device);
        if (claimed !== null) return this.#place(device, claimed);
      }
      if (free.length > 0)
        this.#tellOnce("Other programs compute on the devices that are free here: waiting for one.");
      if (this.#dead.size === this.devices.length && !isPatient) throw this.#noneWorks();
      await sleep(1000 * pauseSeconds, undefined, { signal }).catch(() => {});
    }
  }

  /** Nothing is tried any more. */
  close(): void {
    this.#closing.abort();
  }

  #claim(device: ComputeDevice): Claimed | null {
    try {
      return claimFirst([claimName(device)], this.#options.folder ?? claimsFolder("devices"));
    } catch (error) {
      this.#tellOnce(`! No device can be claimed against other programs: ${(error as Error).message}`);
      return { name: claimName(device), release: () => {} };
    }
  }

  #place(device: ComputeDevice, claimed: Claimed): DevicePlace {
    this.#held.add(device);
    let isOver = false;
    const free = () => {
      this.#held.delete(device);
      claimed.release();
    };
    return {
      device,
      release: (failure = null) => {
        if (isOver) return;
        isOver = true;
        if (failure === null) return free();
        this.#fail(device, failure, free);
      },
    };
  }

  #fail(device: ComputeDevice, failure: string, onWorks = () => {}): void {
    this.#failed.set(device, failure);
    void this.#recover(device, failure).then(onWorks);
  }

  /** Tries a device until it works. It may at once: then there was nothing to tell. */
  async #recover(device: ComputeDevice, failure: string): Promise<void> {
    const { tries, note, pauseSeconds = 0.5 } = this.#options;
    const { signal } = this.#closing;
    for (let attempt = 1; !signal.aborted; attempt++) {
      const problem = await tries(device, signal);
      if (signal.aborted) return;
      if (problem === null) {
        this.#failed.delete(device);
        this.#dead.delete(device);
        if (attempt > 1) note(`${deviceLabel(device)} works again.`);
        return;
      }
      this.#dead.add(device);
      if (attempt === 1)
        note(
          `! ${deviceLabel(device)} is out of use: ${[failure, problem].map((text) => text.split("\n")[0]).join(" Tried by itself: ")} The others go on, and it is tried again until it works.`,
        );
      const seconds = Math.min(longestPauseSeconds, pauseSeconds * 2 ** attempt);
      await sleep(1000 * seconds, undefined, { signal }).catch(() => {});
    }
  }

  #noneWorks(): UserError {
    const reasons = [...this.#failed].map(
      ([device, why]) => `${deviceLabel(device)}: ${why.split("\n")[0] ?? ""}`,
    );
    return new UserError({
      code: "no-device-works",
      what: "None of the devices works any more.",
      details: reasons.join("\n"),
      solution:
        "Run `steepest doctor`; a GPU that fell off its bus comes back with a restart of the machine.",
    });
  }

  #tellOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#options.note(text);
  }
}
