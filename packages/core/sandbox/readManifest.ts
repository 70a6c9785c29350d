import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { Manifest } from "../schema/manifest.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { GuestVm } from "./guestVm.ts";
import { hostTable, outsideMessage } from "./host/hostTable.ts";
import { defaultLimits, type SandboxLimits } from "./limits.ts";
import { parseManifest } from "./parseManifest.ts";
import { validateSource } from "./validateSource.ts";

/**
 * Evaluates a submission's modules in the sandbox and returns what it says of itself. Needs no tensors, so the API does it
 * for every upload. Throws SubmissionError with file and line.
 */
export async function readManifest(
  source: SubmissionSource,
  engine: QuickJSWASMModule,
  limits: Partial<SandboxLimits> = {},
): Promise<Manifest> {
  validateSource(source);
  const settings = { ...defaultLimits, callSeconds: 5, interruptTicks: 20_000, ...limits };
  const vm = new GuestVm(engine, source, settings, () => globalThis.performance.now() / 1000);
  try {
    const refuse = () => -1;
    const functions = Object.entries(hostTable).map(([name, row]) => [
      name,
      { takes: row.takes, call: "isAlwaysThere" in row ? () => 0 : refuse },
    ]);
    vm.install({ ...Object.fromEntries(functions), lastError: { takes: [], call: () => outsideMessage } });
    vm.boot();
    return parseManifest(vm.load(), source);
  } finally {
    vm.dispose();
  }
}
