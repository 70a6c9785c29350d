/** What one request asked of D1 and R2, as `countingWorker.ts` says it. */
export interface AskedRows {
  readonly calls: number;
  readonly ran: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly storeWrites: number;
  readonly storeReads: number;
}

/** How many rows a statement has read, and the statement. */
type StatementRows = readonly [number, string];

export interface AskedOfRoute {
  readonly requests: number;
  readonly mean: AskedRows;
  readonly most: AskedRows;
  /** Of the request that read the most rows, the statements that read the most of them. */
  readonly statements: readonly StatementRows[];
}

/** The header with what an answer has asked, that with its statements that read the most, and the path that tells what was asked after answers. */
export const askedHeader = "x-asked";
export const statementsHeader = "x-asked-most";
export const laterPath = "/asked-later";

export const none: AskedRows = {
  ...{ calls: 0, ran: 0, rowsRead: 0, rowsWritten: 0, storeWrites: 0, storeReads: 0 },
};
const columns = Object.keys(none) as (keyof AskedRows)[];

/** The sum, `other` taken so many times. */
export const plus = (one: AskedRows, other: AskedRows, times = 1): AskedRows =>
  Object.fromEntries(
    columns.map((column) => [column, one[column] + times * other[column]]),
  ) as unknown as AskedRows;

/** Sums up what requests asked, by route: `fetch` for clients, whose answers come from the counting Worker. */
export class AskedByRoute {
  readonly #asked = new Map<string, AskedRows[]>();
  readonly #statements = new Map<string, readonly StatementRows[]>();

  readonly fetch = async (request: Request): Promise<Response> => {
    const answer = await fetch(request);
    const asked = answer.headers.get(askedHeader);
    const most = answer.headers.get(statementsHeader);
    if (asked !== null && most !== null) {
      this.#note(routeOf(request), JSON.parse(asked) as AskedRows, JSON.parse(most) as StatementRows[]);
    }
    return answer;
  };

  #note(route: string, asked: AskedRows, statements: readonly StatementRows[]): void {
    const before = this.#asked.get(route) ?? [];
    this.#asked.set(route, [...before, asked]);
    if (before.every(({ rowsRead }) => asked.rowsRead > rowsRead)) this.#statements.set(route, statements);
  }

  get(route: string): AskedOfRoute | null {
    const all = this.#asked.get(route);
    if (all === undefined) return null;
    const by = (sum: (numbers: readonly number[]) => number): AskedRows =>
      Object.fromEntries(
        columns.map((column) => [column, sum(all.map((one) => one[column]))]),
      ) as unknown as AskedRows;
    return {
      requests: all.length,
      mean: by((numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length),
      most: by((numbers) => Math.max(...numbers)),
      statements: this.#statements.get(route) ?? [],
    };
  }

  get routes(): string[] {
    return [...this.#asked.keys()].sort();
  }
}

/** Its method and the last word of its path that is no id. */
const routeOf = ({ method, url }: Request): string => {
  const [, first = "", , last] = new URL(url).pathname.replace(/^\/v1/, "").split("/");
  return `${method} ${first}${last === undefined ? "" : `/${last}`}`;
};
