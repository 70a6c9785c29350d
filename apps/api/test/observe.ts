import type { D1Database, D1PreparedStatement, R2Bucket } from "@cloudflare/workers-types";
import { bindings } from "./platform.ts";

/** What requests have asked of database and store. */
export interface Observed {
  /** Every statement that was sent, with the most parameters that it had. */
  readonly statements: Map<string, number>;
  /** Calls to both since it was set to 0: a batch is one. */
  calls: number;
}

const callsOfStatement = new Set(["all", "first", "raw", "run"]);

/** The bindings of the tests, observed. */
export function observe(): {
  readonly observed: Observed;
  readonly DB: D1Database;
  readonly STORE: R2Bucket;
} {
  const observed: Observed = { statements: new Map(), calls: 0 };
  const originals = new WeakMap<object, D1PreparedStatement>();
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
          return Reflect.apply(value, target, given) as unknown;
        };
      },
    });
    originals.set(proxy, statement);
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
        return (statements: D1PreparedStatement[]) => {
          observed.calls++;
          return target.batch(statements.map((one) => originals.get(one) ?? one));
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
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
  return { observed, DB, STORE };
}
