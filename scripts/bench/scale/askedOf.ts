/** What one request asked of D1 and R2, as `countingWorker.ts` says it. */
export interface Asked {
  readonly calls: number;
  readonly ran: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly storeWrites: number;
  readonly storeReads: number;
}

export interface AskedOfRoute {
  readonly requests: number;
  readonly mean: Asked;
  readonly most: Asked;
}

const columns = ["calls", "ran", "rowsRead", "rowsWritten", "storeWrites", "storeReads"] as const;

/** Sums up what requests asked, by route: `fetch` for clients, whose answers come from the counting Worker. */
export class AskedByRoute {
  readonly #asked = new Map<string, Asked[]>();

  readonly fetch = async (request: Request): Promise<Response> => {
    const answer = await fetch(request);
    const asked = answer.headers.get("x-asked");
    if (asked !== null) this.#note(routeOf(request), JSON.parse(asked) as Asked);
    return answer;
  };

  #note(route: string, asked: Asked): void {
    this.#asked.set(route, [...(this.#asked.get(route) ?? []), asked]);
  }

  get(route: string): AskedOfRoute | null {
    const all = this.#asked.get(route);
    if (all === undefined) return null;
    const by = (sum: (numbers: readonly number[]) => number): Asked =>
      Object.fromEntries(
        columns.map((column) => [column, sum(all.map((one) => one[column]))]),
      ) as unknown as Asked;
    return {
      requests: all.length,
      mean: by((numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length),
      most: by((numbers) => Math.max(...numbers)),
    };
  }
}

/** Its method and the last word of its path that is no id. */
const routeOf = ({ method, url }: Request): string => {
  const [, first = "", , last] = new URL(url).pathname.replace(/^\/v1/, "").split("/");
  return `${method} ${first}${last === undefined ? "" : `/${last}`}`;
};
