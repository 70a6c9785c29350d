import { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { awaitedTable, type HostName, type HostRow, hostTable, outsideMessage } from "./host/hostTable.ts";
import type { HostFunctions, HostPrices } from "./hostFunctions.ts";
import type { HostFunction, HostFunctionTable } from "./installHost.ts";
import { MachineFailure } from "./machineFailure.ts";
import type { AwaitedFunction } from "./pendingReads.ts";
import type { SandboxMeters } from "./sandboxMeters.ts";
import { SubmissionError } from "./submissionError.ts";

export interface MeteredHostOptions {
  readonly functions: HostFunctions;
  readonly meters: SandboxMeters;
  readonly now: () => number;
  /** Null where nothing has a price: on hardware classes that are charged by the clock. */
  readonly prices: HostPrices | null;
  /** Whether a function is running whose time is charged: only then does the host work for the guest. */
  readonly isCharged: () => boolean;
  /** Whether what is asked for costs anything: while it is charged, and while the submission loads. */
  readonly isPriced: () => boolean;
  /** What a gradient gave, and its price. */
  readonly onGradient: (handle: number, nanoseconds: number) => void;
  /** Ends the guest. */
  readonly fail: (error: Error) => void;
}

/**
 * The host functions as the guest gets them: priced, measured, refused outside charged calls, and with −1 for what they throw, whose
 * message the guest then throws at its own line.
 */
export function meteredHost(options: MeteredHostOptions): HostFunctionTable {
  const { functions, meters, now, prices } = options;
  const refused = prices === null ? 0 : prices.keep(0);
  let lastError = "";
  const metered = (name: HostName, { isFixedFunction, isAlwaysThere, isGradient }: HostRow): HostFunction => {
    const call = functions[name] as HostFunction;
    const fixed = isFixedFunction === true;
    const price = prices?.[name] as ((...values: never[]) => number) | undefined;
    return ((...values: never[]) => {
      if (!options.isCharged() && !isAlwaysThere) {
        lastError = outsideMessage;
        if (options.isPriced()) meters.referenceNanoseconds += refused;
        return -1;
      }
      const before = now();
      const spent = meters.referenceNanoseconds;
      const unpriced =
        price === undefined || !options.isPriced() ? null : charge(meters, refused, fixed, price, values);
      try {
        const charged = meters.referenceNanoseconds - spent;
        const result = call(...values);
        if (isGradient) options.onGradient(result as number, charged);
        // What cannot be priced is refused by the call itself. Were it not, it would be had for nothing.
        if (unpriced !== null) throw new MachineFailure(unpriced);
        return result;
      } catch (error) {
        const end = endOf(error);
        if (end) options.fail(end);
        lastError = error instanceof Error ? error.message : String(error);
        return -1;
      } finally {
        const seconds = now() - before;
        meters.hostSeconds += seconds;
        if (fixed) meters.gradientSeconds += seconds;
      }
    }) as HostFunction;
  };
  const rows = Object.entries(hostTable).map(([name, row]) => [
    name,
    { takes: row.takes, call: metered(name as HostName, row as HostRow) },
  ]);
  return { ...Object.fromEntries(rows), lastError: { takes: [], call: () => lastError } };
}

/** Those that wait for the device: their time is the guest's like that of any other. */
export function meteredAwaited({
  functions,
  meters,
  now,
  prices,
  isInBranch,
}: Pick<MeteredHostOptions, "functions" | "meters" | "now" | "prices"> & {
  /** Whether branches side by side are open. */
  readonly isInBranch: () => boolean;
}): Readonly<Record<string, AwaitedFunction>> {
  const metered = (name: HostName, { givesNumbers }: HostRow): AwaitedFunction => {
    const call = functions[name] as AwaitedFunction["run"];
    const price = prices?.[name] as ((...values: number[]) => number) | undefined;
    const run: AwaitedFunction["run"] = async (...values) => {
      const before = now();
      try {
        const nanoseconds = price?.(...values) ?? 0;
        meters.referenceNanoseconds += nanoseconds;
        return await call(...values);
      } finally {
        meters.hostSeconds += now() - before;
      }
    };
    return { run, isHeld: () => givesNumbers === true && isInBranch() };
  };
  return Object.fromEntries(
    Object.entries(awaitedTable).map(([name, row]) => [name, metered(name as HostName, row as HostRow)]),
  );
}

/** Charges what a call asks for, before it is made. Returns why it has no price, or null. */
function charge(
  meters: SandboxMeters,
  refused: number,
  isFixed: boolean,
  price: (...values: never[]) => number,
  values: readonly never[],
): unknown {
  let nanoseconds = refused;
  let reason: unknown = null;
  try {
    nanoseconds = price(...values);
    if (!Number.isSafeInteger(nanoseconds)) throw new RangeError(`a price of ${nanoseconds} ns`);
  } catch (error) {
    nanoseconds = refused;
    reason = error;
  }
  meters.referenceNanoseconds += nanoseconds;
  if (isFixed) meters.gradientNanoseconds += nanoseconds;
  return reason;
}

/** What ends the guest, whoever catches it there: its own limits, and a machine on which nothing more can be computed. */
function endOf(error: unknown): Error | null {
  if (error instanceof WebAssembly.RuntimeError) return new MachineFailure(error);
  const isEnd =
    error instanceof SubmissionError || error instanceof MachineFailure || error instanceof DeviceFailure;
  return isEnd ? error : null;
}
