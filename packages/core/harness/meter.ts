import type { Backend } from "../backend/backend.ts";
import type { Clock } from "./clock.ts";

export interface Reading {
  readonly wall: number;
  readonly cpu: number | null;
}

/** The charged clock: runs only while something is charged, and reads only after the device has caught up. */
export class Meter {
  readonly #clock: Clock;
  readonly #backend: Backend;
  #wall = 0;
  #cpu: number | null;
  #started: Reading | null = null;

  constructor(clock: Clock, backend: Backend) {
    this.#clock = clock;
    this.#backend = backend;
    this.#cpu = clock.cpu() === null ? null : 0;
  }

  async start(): Promise<void> {
    await this.#backend.sync();
    this.#started = { wall: this.#clock.wall(), cpu: this.#clock.cpu() };
  }

  /** Stops charging; returns wall seconds since the start. */
  async stop(): Promise<number> {
    await this.#backend.sync();
    const started = this.#started;
    if (!started) return 0;
    const wall = this.#clock.wall() - started.wall;
    const cpu = this.#clock.cpu();
    this.#wall += wall;
    if (this.#cpu !== null && cpu !== null && started.cpu !== null) this.#cpu += cpu - started.cpu;
    this.#started = null;
    return wall;
  }

  /** Charged seconds so far, those of the running charge included. */
  get wall(): number {
    return this.#wall + (this.#started ? this.#clock.wall() - this.#started.wall : 0);
  }

  get cpu(): number | null {
    return this.#cpu;
  }
}
