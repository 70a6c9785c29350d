import type { Registration } from "./registration.ts";

interface RecalibrationOptions {
  readonly registration: Pick<Registration, "recalibrate">;
  /** Told when one begins. */
  readonly onBegin: () => void;
  readonly everySeconds: number;
  readonly drain: AbortSignal;
  readonly note: (text: string) => void;
}

/** Measures the machine again while it is quiet: no slot leases or trains meanwhile. Every slot asks it before it does either. */
export class Recalibration {
  readonly #options: RecalibrationOptions;
  /** Slots that lease or train. */
  #busy = 0;
  #running: Promise<void> | null = null;
  #lastFailure = "";

  constructor(options: RecalibrationOptions) {
    this.#options = options;
  }

  /** The one that runs; null where none does. */
  get running(): Promise<void> | null {
    return this.#running;
  }

  /** A slot leases, and trains what it gets. */
  enter(): void {
    this.#busy++;
  }

  leave(): void {
    this.#busy--;
  }

  /** Begins one where the machine is quiet; whether it did. */
  begin(): boolean {
    if (this.#busy > 0 || this.#running !== null) return false;
    this.#running = this.#measure();
    return true;
  }

  async #measure(): Promise<void> {
    const { registration, onBegin, everySeconds, drain, note } = this.#options;
    try {
      onBegin();
      await registration.recalibrate();
      this.#lastFailure = "";
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      if (!drain.aborted && text !== this.#lastFailure)
        note(`! The calibration failed: ${text} Trying again in ${Math.ceil(everySeconds / 60)} min.`);
      this.#lastFailure = text;
    } finally {
      this.#running = null;
    }
  }
}
