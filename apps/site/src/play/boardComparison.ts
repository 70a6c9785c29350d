import type { TrainingCurve } from "@steepest/charts/trainingCurves.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import { boardCurves } from "./boardCurves.ts";

/** The curves of a board's best that runs are drawn beside: of one board and workload at a time. */
export class BoardComparison {
  readonly #client: Client;
  readonly #onCurves: () => void;
  #of = "";
  #curves: readonly TrainingCurve[] = [];

  constructor(client: Client, onCurves: () => void) {
    this.#client = client;
    this.#onCurves = onCurves;
  }

  get curves(): readonly TrainingCurve[] {
    return this.#curves;
  }

  async show(board: string, workload: string): Promise<void> {
    const of = `${board} ${workload}`;
    if (this.#of === of) return;
    this.#of = of;
    this.#curves = [];
    // A board that cannot be had leaves the visitor's own curves.
    const curves = await boardCurves(this.#client, board, workload).catch(() => []);
    if (this.#of !== of) return;
    this.#curves = curves;
    this.#onCurves();
  }
}
