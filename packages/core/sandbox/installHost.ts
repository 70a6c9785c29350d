import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import { missingAwait } from "../submission/guest/unawaited.ts";
import type { GuestWatch } from "./guestWatch.ts";

/** What a host function takes and gives; numbers are by far the cheapest. */
export type HostArgument = number | string | ArrayBuffer;
export type HostFunction = (...values: never[]) => number | string | undefined;
export type HostFunctionTable = Readonly<
  Record<string, { readonly takes: readonly string[]; readonly call: HostFunction }>
>;

/** Answer of a host function after a limit was passed: the guest then waits for its interrupt (`checked` in host.ts). */
export const limitPassed = -2;

/** Makes `__steepestHost` of plain functions. The caller disposes of the handle. */
export function installHost(
  context: QuickJSContext,
  watch: GuestWatch,
  functions: HostFunctionTable,
): QuickJSHandle {
  const host = context.newObject();
  for (const [name, { takes, call }] of Object.entries(functions)) {
    const native = context.newFunction(name, (...handles) => {
      watch.countHostCall();
      if (watch.fatal) return context.newNumber(limitPassed);
      const values = takes.map((type, i) => argument(context, type, handles[i], name));
      const result = (call as (...given: HostArgument[]) => number | string | undefined)(...values);
      if (watch.fatal) return context.newNumber(limitPassed);
      if (typeof result === "number") return context.newNumber(result);
      return typeof result === "string" ? context.newString(result) : context.undefined;
    });
    context.setProp(host, name, native);
    native.dispose();
  }
  context.setProp(context.global, "__steepestHost", host);
  return host;
}

const isPromise = (context: QuickJSContext, handle: QuickJSHandle): boolean =>
  context.typeof(handle) === "object" &&
  context.getProp(handle, "then").consume((then) => context.typeof(then) === "function");

function argument(
  context: QuickJSContext,
  type: string,
  handle: QuickJSHandle | undefined,
  name: string,
): HostArgument {
  if (handle === undefined) return Number.NaN;
  if (type === "number") {
    const value = context.getNumber(handle);
    // What is no number comes out as NaN, or as what its own valueOf says: only the former needs the slower question.
    if (Number.isNaN(value) && context.typeof(handle) !== "number") {
      throw new TypeError(
        isPromise(context, handle)
          ? `${name}: ${missingAwait}`
          : `${name}: expected a number, not ${context.typeof(handle)}`,
      );
    }
    return value;
  }
  if (type === "string") return context.getString(handle);
  const lifetime = context.getArrayBuffer(handle);
  const bytes = lifetime.value.slice().buffer as ArrayBuffer;
  lifetime.dispose();
  return bytes;
}
