import type { Host } from "../../submission/guest/host.ts";
import { batches } from "./batches.ts";
import { elementwise } from "./elementwise.ts";
import type { HostWork } from "./hostWork.ts";
import { leaves } from "./leaves.ts";
import { losses } from "./losses.ts";
import { products, waiting } from "./matrices.ts";
import { messages } from "./messages.ts";
import { order } from "./order.ts";
import type { Pricing } from "./pricing.ts";
import { random } from "./random.ts";
import { reductions } from "./reductions.ts";
import { shapes, structures } from "./shapes.ts";
import { statements } from "./statements.ts";
import { trial } from "./trial.ts";

/** The functions that the guest calls; `lastError` alone is not one of the table: it tells why another one refused. */
export type HostName = Exclude<keyof Host, "lastError">;

/** How each argument crosses the border. */
type Taken<Values extends readonly unknown[]> = {
  readonly [Place in keyof Values]: Values[Place] extends number
    ? "number"
    : Values[Place] extends string
      ? "string"
      : "buffer";
};

/** One host function: what it takes, what it costs and what it does. */
export interface HostRow<Name extends HostName = HostName> {
  readonly takes: Taken<Parameters<Host[Name]>>;
  /**
   * Whole nanoseconds of a call, before it is made: from what is asked alone. Prices are looked up once for a trial, the function that comes out is asked at every
   * call. A call that will be refused may throw there; it then costs `call`.
   */
  readonly price: (pricing: Pricing) => (...values: Parameters<Host[Name]>) => number;
  /** The function itself, on one trial. What it throws, the guest throws. */
  readonly run: (work: HostWork) => Host[Name];
  /** Goes through the model: its time is that of gradients. */
  readonly isFixedFunction?: true;
  /** Gives the guest numbers that it waits for: in a branch side by side they come when all have ended. */
  readonly givesNumbers?: true;
  /** Its call is told to `onGradient`. */
  readonly isGradient?: true;
  /** Is there outside charged calls, too. */
  readonly isAlwaysThere?: true;
}

export type HostTable = { readonly [Name in HostName]: HostRow<Name> };

/** Functions that wait for the device: the guest awaits them. */
type AwaitedName = {
  [Name in HostName]: Host[Name] extends (...values: never[]) => Promise<unknown> ? Name : never;
}[HostName];

/**
 * Every function that crosses the border between guest and host. What the guest may call, how its arguments are read, what is charged and what is done all
 * follow from here. No tensors are imported, so that manifests are read without them: what is done on the device, `HostWork` brings along. The order is part of
 * snapshots: QuickJS numbers functions as they are installed.
 */
export const hostTable: Pick<HostTable, Exclude<HostName, AwaitedName>> = {
  ...elementwise,
  ...reductions,
  ...products,
  ...shapes,
  ...order,
  ...leaves,
  ...random,
  ...structures,
  ...losses,
  ...messages,
  ...batches,
  ...trial,
  ...statements,
};

/** Those that the guest awaits. */
export const awaitedTable: Pick<HostTable, AwaitedName> = waiting;

/** What host functions answer outside of the charged functions: in a trial the same as in `readManifest`, or a submission could tell them apart. */
export const outsideMessage =
  "trees, batches and random numbers are there inside init, selectBatch, update and prepareForEval only";
