import type { BatchItem } from "drizzle-orm/batch";

/**
 * What a request's route reads in any case, of a runner or a trial, asked in one call with the look-up of the token that the request brings (`authenticate`);
 * by the route itself where there is no such look-up. The route sees none of it before the token is known.
 */
export class ReadAhead {
  readonly kind: "runner" | "held" | "capped";
  readonly id: string;
  /** When the request came. */
  readonly now: number;
  readonly statement: BatchItem<"sqlite"> & PromiseLike<unknown[]>;
  #rows: readonly unknown[] | null = null;

  constructor({ kind, id, now, statement }: Pick<ReadAhead, "kind" | "id" | "now" | "statement">) {
    this.kind = kind;
    this.id = id;
    this.now = now;
    this.statement = statement;
  }

  keep(rows: readonly unknown[]): void {
    this.#rows = rows;
  }

  async first(): Promise<unknown> {
    const [first] = this.#rows ?? (await this.statement);
    return first;
  }
}
