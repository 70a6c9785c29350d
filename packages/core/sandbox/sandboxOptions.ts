import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { PriceList } from "../schema/priceList.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { SandboxLimits } from "./limits.ts";
import type { Problem } from "./problem.ts";

export interface SandboxOptions {
  readonly engine: QuickJSWASMModule;
  readonly source: SubmissionSource;
  readonly problem: Problem;
  /** Seeds `ctx.rng`. */
  readonly key: RandomKey;
  /** Wall seconds, monotonic. */
  readonly now: () => number;
  /** Charged seconds so far: what `ctx.elapsed` says. */
  readonly elapsed: () => number;
  /** What operations cost on the class's reference machine; left out on classes that are charged by the clock. */
  readonly prices?: PriceList;
  /** Runs what loads the submission, and `batchSize`: for clocks, which charge for it beyond `freeLoadingSeconds`. */
  readonly timeLoading?: (run: () => void) => void;
  readonly onConsole?: (line: string) => void;
  readonly limits?: Partial<SandboxLimits>;
}
