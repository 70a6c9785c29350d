import type { Runtime } from "../submission/guest/runtime.ts";
import { guestSources } from "./guestSources.generated.ts";

/** Specifier of the module `steepest` and of its parts inside the guest; no submission's path can look like it. */
const scheme = "steepest:/";
/** Where the places of reads come from. */
export const readModule = `${scheme}read.ts`;
export const guestEntry = `${scheme}steepest.ts`;
export const bootModule = `${scheme}boot.ts`;

/** JavaScript of one of the guest's own modules, or undefined. */
export const guestModule = (specifier: string): string | undefined =>
  specifier.startsWith(scheme) ? guestSources[specifier.slice(scheme.length)] : undefined;

export const isGuestModule = (specifier: string): boolean => specifier.startsWith(scheme);

/** What the host calls in the boot module's default export. */
export const runtimeEntryPoints: readonly (keyof Runtime)[] = [
  "load",
  "start",
  "batchSize",
  "addEvaluation",
  "init",
  "selectBatch",
  "update",
  "prepareForEval",
  "hasRead",
];
