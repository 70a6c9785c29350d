import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import type { Coverage } from "./inTest.ts";

/** What a session says of each generated file, a JSON line each, as soon as it is known: whoever kills the session has read all before. */
export type SessionEvent =
  | { readonly kind: "begun"; readonly run: string }
  | {
      readonly kind: "ended";
      readonly run: string;
      readonly passed: boolean;
      /** The first test that failed, or the file where it did not load; null where all passed. */
      readonly failed: string | null;
      readonly error: string;
      readonly tests: number;
      readonly milliseconds: number;
      readonly coverage: Coverage | null;
    };

export class SessionReporter implements Reporter {
  readonly #path: string;
  #begun = performance.now();

  constructor(path: string) {
    this.#path = path;
  }

  #write(event: SessionEvent): void {
    appendFileSync(this.#path, `${JSON.stringify(event)}\n`);
  }

  onTestModuleQueued(module: TestModule): void {
    this.#begun = performance.now();
    this.#write({ kind: "begun", run: basename(module.moduleId, ".test.ts") });
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = [...module.children.allTests()];
    const failed = tests.find((test) => test.result().state === "failed");
    const errors = [
      ...module.errors(),
      ...(failed?.result().errors ?? []),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ];
    const passed = module.state() !== "failed" && errors.length === 0;
    this.#write({
      kind: "ended",
      run: basename(module.moduleId, ".test.ts"),
      passed,
      failed: passed ? null : (failed?.fullName ?? "the file itself"),
      error: errors
        .map(({ message, cause }) => (cause ? `${message}: ${(cause as Error).message}` : message))
        .join("\n")
        .slice(0, 2000),
      tests: tests.filter((test) => test.result().state === "passed").length,
      milliseconds: Math.round(performance.now() - this.#begun),
      coverage: (module.meta() as { coverage?: Coverage }).coverage ?? null,
    });
  }
}
