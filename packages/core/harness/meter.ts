import type { Backend } from "@steepest/tensors/backend/backend.ts";
import { freeLoadingSeconds } from "../sandbox/limits.ts";
import type { Charges, OfficialMeasure } from "../schema/measures.ts";
import type { Clock } from "./clock.ts";

/** What a trial counts by itself, beside the clock. */
export interface Counted {
  readonly steps: number;
  readonly gradients: number;
  /** Whole nanoseconds. */
  readonly referenceNanoseconds: number;
}

/** Counts what is charged, in every measure at once. Clocks run only while something is charged, and are read only after the device has caught up. */
export class Meter {
  readonly #clock: Clock;
  readonly #backend: Backend;
  readonly #official: OfficialMeasure;
  readonly #counted: () => Counted;
  #wall = 0;
  readonly #loading = { wall: 0, cpu: 0 };
  #cpu: number | null;
  #started: { readonly wall: number; readonly cpu: number | null; readonly official: number } | null = null;

  constructor(clock: Clock, backend: Backend, official: OfficialMeasure, counted: () => Counted) {
    this.#clock = clock;
    this.#backend = backend;
    this.#official = official;
    this.#counted = counted;
    this.#cpu = clock.cpu() === null ? null : 0;
  }

  /** What the clocks charged so far, for a snapshot; `restore` takes it again. The rest is counted elsewhere. */
  save(): { wall: number; cpu: number | null; loading: { wall: number; cpu: number } } {
    return { wall: this.#wall, cpu: this.#cpu, loading: { ...this.#loading } };
  }

  restore({ wall, cpu, loading }: ReturnType<Meter["save"]>): void {
    this.#wall = wall;
    this.#cpu = this.#cpu === null ? null : (cpu ?? 0);
    Object.assign(this.#loading, loading);
  }

  /** Runs what loads the submission on the clocks: free as long as it is short. The device has nothing to do with it. */
  timeLoading(run: () => void): void {
    const [wall, cpu] = [this.#clock.wall(), this.#clock.cpu()];
    try {
      run();
    } finally {
      this.#loading.wall += this.#clock.wall() - wall;
      this.#loading.cpu += (this.#clock.cpu() ?? 0) - (cpu ?? 0);
    }
  }

  /**
   * Charges what loading took beyond `freeLoadingSeconds`; returns the seconds of the official measure. Where reference time rules, clocks follow it: a
   * slow machine alone charges for nothing.
   */
  chargeLoading(): number {
    const beyond = (seconds: number) => Math.max(0, seconds - freeLoadingSeconds);
    if (this.#official === "reference" && this.official === 0) return 0;
    this.#wall += beyond(this.#loading.wall);
    if (this.#cpu !== null) this.#cpu += beyond(this.#loading.cpu);
    return this.official;
  }

  async start(): Promise<void> {
    await this.#backend.sync();
    const official = this.official;
    this.#started = { wall: this.#clock.wall(), cpu: this.#clock.cpu(), official };
  }

  /** Stops charging; returns the seconds of the official measure since the start. */
  async stop(): Promise<number> {
    await this.#backend.sync();
    const started = this.#started;
    if (!started) return 0;
    this.#wall += this.#clock.wall() - started.wall;
    const cpu = this.#clock.cpu();
    if (this.#cpu !== null && cpu !== null && started.cpu !== null) this.#cpu += cpu - started.cpu;
    this.#started = null;
    return this.official - started.official;
  }

  /** Charged seconds so far in the measure that rules the trial, those of the running charge included. */
  get official(): number {
    if (this.#official === "reference") return this.#counted().referenceNanoseconds / 1e9;
    return this.#wall + (this.#started ? this.#clock.wall() - this.#started.wall : 0);
  }

  /** What was charged up to the last stop. */
  get charged(): Charges {
    const { steps, gradients, referenceNanoseconds } = this.#counted();
    return {
      reference: this.#official === "reference" ? referenceNanoseconds / 1e9 : null,
      wall: this.#wall,
      cpu: this.#cpu,
      steps,
      gradients,
    };
  }
}
