import type { D1Database, D1PreparedStatement, D1Result, R2Bucket } from "@cloudflare/workers-types";

/** What requests have asked of database and store. All but `statements` are sums since `reset`. */
export interface Observed {
  /** Every statement that was sent, with the most parameters that it had. */
  readonly statements: Map<string, number>;
  /** Rows that each statement has read in one run, at most; since `reset`. */
  readonly readBy: Map<string, number>;
  /** Calls to both: a batch is one. */
  calls: number;
  /** Statements that were run, each of a batch counted. */
  ran: number;
  /** As D1 counts and bills them. */
  rowsRead: number;
  rowsWritten: number;
  /** Operations that R2 bills as Class A (writing, listing) and Class B (reading); deleting is free. */
  storeWrites: number;
  storeReads: number;
  /** Starts counting anew. */
  reset(): void;
}

const callsOfStatement = new Set(["all", "first", "raw", "run"]);
const storeWrites = new Set(["put", "list", "createMultipartUpload"]);
const storeReads = new Set(["get", "head"]);

/** The bindings of a Worker, observed. */
export function observe(bindings: { readonly DB: D1Database; readonly STORE: R2Bucket }): {
  readonly observed: Observed;
  readonly DB: D1Database;
  readonly STORE: R2Bucket;
} {
  const none = { calls: 0, ran: 0, rowsRead: 0, rowsWritten: 0, storeWrites: 0, storeReads: 0 };
  const observed: Observed = {
    statements: new Map(),
    readBy: new Map(),
    ...none,
    reset: () => {
      observed.readBy.clear();
      Object.assign(observed, none);
    },
  };
  const count = <Result extends Pick<D1Result, "meta">>(result: Result, text: string): Result => {
    const read = result.meta.rows_read ?? 0;
    observed.readBy.set(text, Math.max(observed.readBy.get(text) ?? 0, read));
    observed.ran++;
    observed.rowsRead += result.meta.rows_read ?? 0;
    observed.rowsWritten += result.meta.rows_written ?? 0;
    return result;
  };
  /** Rows as lists come without their meta: what only reads is asked a second time for it, what writes once, for rows whose columns have names of their own. */
  const rawOf = async (target: D1PreparedStatement, text: string): Promise<unknown[][]> => {
    const result = count(await target.all<Record<string, unknown>>(), text);
    return /^\s*(select|with)\b/i.test(text)
      ? await target.raw<unknown[]>()
      : result.results.map((row) => Object.values(row));
  };
  const originals = new WeakMap<object, { readonly statement: D1PreparedStatement; readonly text: string }>();
  const follow = (statement: D1PreparedStatement, text: string): D1PreparedStatement => {
    const proxy = new Proxy(statement, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          if (name === "bind") {
            observed.statements.set(text, Math.max(observed.statements.get(text) ?? 0, given.length));
            return follow(target.bind(...given), text);
          }
          if (callsOfStatement.has(String(name))) observed.calls++;
          if (name === "raw" && given.length === 0) return rawOf(target, text);
          if (name === "all" || name === "run") {
            return (Reflect.apply(value, target, given) as Promise<D1Result>).then((result) =>
              count(result, text),
            );
          }
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
    originals.set(proxy, { statement, text });
    return proxy;
  };
  const DB = new Proxy(bindings.DB, {
    get: (target, name) => {
      if (name === "prepare") {
        return (text: string) => {
          if (!observed.statements.has(text)) observed.statements.set(text, 0);
          return follow(target.prepare(text), text);
        };
      }
      if (name === "batch") {
        return async (statements: D1PreparedStatement[]) => {
          observed.calls++;
          const results = await target.batch(statements.map((one) => originals.get(one)?.statement ?? one));
          return results.map((result, at) => count(result, originals.get(statements[at] ?? {})?.text ?? ""));
        };
      }
      return Reflect.get(target, name) as unknown;
    },
  });
  const STORE = new Proxy(bindings.STORE, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        observed.calls++;
        if (storeWrites.has(String(name))) observed.storeWrites++;
        if (storeReads.has(String(name))) observed.storeReads++;
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
  return { observed, DB, STORE };
}
