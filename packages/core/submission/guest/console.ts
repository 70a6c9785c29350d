import { checked, host } from "./host.ts";
import { isPromise } from "./unawaited.ts";

const shown = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (isPromise(value)) return "a promise (`await` it to see its value)";
  if (value instanceof Error) return `${value.name}: ${value.message}\n${value.stack ?? ""}`;
  if (typeof value === "object" && value !== null) {
    if (Object.hasOwn(Object.getPrototypeOf(value) ?? {}, "toString") && !Array.isArray(value))
      return String(value);
    try {
      return JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  }
  return String(value);
};

const printer =
  (level: string) =>
  (...values: readonly unknown[]): void => {
    checked(host.log(level, values.map(shown).join(" ")));
  };

/** What a submission prints reaches its author: the terminal under `steepest run`, the record on a board. */
export const guestConsole = Object.freeze({
  log: printer("log"),
  info: printer("info"),
  warn: printer("warn"),
  error: printer("error"),
  debug: printer("debug"),
});
