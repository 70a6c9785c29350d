import type { D1PreparedStatement } from "@cloudflare/workers-types";
import type { Bindings } from "../bindings.ts";
import { bindings } from "./platform.ts";

/** The database of a request that reads, waits for a deed, and only then goes on to write: before its first batch of so many statements. */
export function interrupted(deed: () => Promise<unknown>, least = 3): Bindings["DB"] {
  let isDone = false;
  return new Proxy(bindings.DB, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== "batch") return value.bind(target) as unknown;
      return async (statements: D1PreparedStatement[]) => {
        if (!isDone && statements.length >= least) {
          isDone = true;
          await deed();
        }
        return target.batch(statements);
      };
    },
  });
}
