import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { Runtime } from "../submission/guest/runtime.ts";
import { type GuestException, guestFailure } from "./guestFailure.ts";
import { bootModule, guestModule, runtimeEntryPoints } from "./guestModules.ts";
import { type CountedTime, GuestWatch } from "./guestWatch.ts";
import { type HostFunctionTable, installHost } from "./installHost.ts";
import type { SandboxLimits } from "./limits.ts";
import { loopsOf } from "./loopCount.ts";
import { missingExport } from "./missingExport.ts";
import { resolveImport } from "./moduleResolution.ts";
import { type AwaitedFunction, PendingReads } from "./pendingReads.ts";
import { sourceModules } from "./source/sourceModules.ts";
import { SubmissionError } from "./submissionError.ts";

const jobsAtOnce = 100;
/**
 * One QuickJS machine with one submission in it: modules, limits, calls and the translation of failures. Knows nothing of
 * tensors, so the API uses it to read manifests.
 */
export class GuestVm {
  readonly context: QuickJSContext;
  readonly engine: QuickJSWASMModule;
  readonly #runtime: QuickJSRuntime;
  readonly #watch: GuestWatch;
  readonly #source: SubmissionSource;
  /** What the engine is given of each file. */
  readonly #modules: ReadonlyMap<string, string>;
  readonly #entryPoints = new Map<string, QuickJSHandle>();
  readonly #reads: PendingReads;
  constructor(
    engine: QuickJSWASMModule,
    source: SubmissionSource,
    limits: SandboxLimits,
    now: () => number,
    counted: CountedTime | null = null,
  ) {
    this.#source = source;
    this.#modules = sourceModules(source);
    this.#watch = new GuestWatch(limits, now, counted, () => loopsOf(engine));
    this.engine = engine;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(limits.guestMemoryBytes);
    this.#runtime.setMaxStackSize(limits.guestStackBytes);
    this.#runtime.setInterruptHandler(() => this.#watch.interrupted());
    this.#runtime.setModuleLoader(
      (name) => {
        const own = guestModule(name);
        if (own !== undefined) return own;
        return this.#modules.get(name) ?? { error: new Error(`there is no file ${name}`) };
      },
      (base, requested) => {
        try {
          return resolveImport(source, base, requested);
        } catch (error) {
          return this.#refuseModule(error);
        }
      },
    );
    this.context = this.#runtime.newContext();
    this.#reads = new PendingReads(this.context, this.#watch, source.entry);
  }

  /** Remembers the real reason, because only a message crosses the module loader. */
  #refuseModule(error: unknown): { error: Error } {
    if (error instanceof SubmissionError) this.#watch.fail(error);
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  /** Ends the guest from outside. */
  fail(error: Error): void {
    this.#watch.fail(error);
  }

  /** For long work of the host in the guest's stead: throws when the running call's time is over. */
  pause(): void {
    this.#watch.checkDeadline();
    if (this.#watch.fatal) throw this.#watch.fatal;
  }

  /** Counts since the guest was made. */
  get totals(): Pick<GuestWatch, "ticksTotal" | "loopsTotal" | "workTotal" | "hostCallsTotal"> {
    return this.#watch;
  }

  /** Where its entry points lie in the engine's memory. Two machines that were made alike, each as the first of its engine, have one layout. */
  get layout(): string {
    return Array.from(this.#entryPoints, ([name, { value }]) => `${name} ${value}`).join(" ");
  }

  /** Gives the guest its host. To be called before `load`. */
  install(functions: HostFunctionTable, awaited: Readonly<Record<string, AwaitedFunction>> = {}): void {
    const host = installHost(this.context, this.#watch, functions);
    this.#reads.install(host, awaited);
    host.dispose();
  }

  /** Evaluates the guest's own first module, which no submission has a part in. */
  boot(): void {
    this.#watch.enter("loading");
    const boot = this.#evaluate(guestModule(bootModule) as string, bootModule);
    const runtime = this.context.getProp(boot, "default");
    boot.dispose();
    for (const name of runtimeEntryPoints) this.#entryPoints.set(name, this.context.getProp(runtime, name));
    runtime.dispose();
    this.#watch.align(() => this.run("for (;;);"));
  }

  /** Runs a script of our own in the guest. */
  run(code: string): void {
    this.#guarded(() => this.context.evalCode(code)).dispose();
  }

  /** Evaluates the submission with all that it imports; returns its manifest as JSON. */
  load(): string {
    const { entry } = this.#source;
    this.#watch.enter("loading");
    const module = this.#evaluate(this.#modules.get(entry) as string, entry);
    const exported = this.context.getProp(module, "default");
    module.dispose();
    try {
      const manifest = this.#call("load", [exported]);
      const json = this.context.getString(manifest);
      manifest.dispose();
      return json;
    } finally {
      exported.dispose();
    }
  }

  #evaluate(code: string, path: string): QuickJSHandle {
    const result = this.#guarded(() => this.context.evalCode(code, path, { type: "module" }));
    if (result.error) throw this.#failure(result.error);
    this.#runJobs();
    const settled = this.context.getPromiseState(result.value);
    if (settled.type === "fulfilled" && settled.notAPromise) return result.value;
    result.value.dispose();
    if (settled.type === "fulfilled") return settled.value;
    if (settled.type === "rejected") throw this.#failure(settled.error);
    throw new SubmissionError({
      code: "promise-never-settles",
      message: "the module waits at its top level for something that never comes",
      solution: "Do not use await outside functions.",
      file: path,
    });
  }

  /** Built-ins that nest deeply can overflow the engine's own stack before QuickJS notices: the submission's doing. */
  #guarded<Result>(run: () => Result): Result {
    try {
      return this.#watch.countLoops(run);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
      throw new SubmissionError({
        code: "guest-stack",
        message: `${this.#watch.during} brought the JavaScript engine down: ${error.message}`,
        solution: "Nest values and calls less deeply.",
      });
    }
  }

  #runJobs(): void {
    // A few at a time: QuickJS loses objects when it interrupts a queue that never empties.
    for (let executed = jobsAtOnce; executed === jobsAtOnce && !this.#watch.fatal; ) {
      const jobs = this.#guarded(() => this.#runtime.executePendingJobs(jobsAtOnce));
      if (jobs.error) throw this.#failure(jobs.error);
      executed = jobs.value;
      jobs.dispose();
      this.#watch.checkDeadline();
    }
  }

  #failure(error: QuickJSHandle): Error {
    const fatal = this.#watch.fatal;
    const exception = fatal ? null : (this.context.dump(error) as GuestException | string | null);
    error.dispose();
    if (fatal) return fatal;
    const said = typeof exception === "object" ? exception?.message : exception;
    const missing = typeof said === "string" ? missingExport(said, this.#source) : null;
    return missing ?? guestFailure(exception, this.#watch.during, this.#source.entry);
  }

  #call(name: keyof Runtime, values: readonly QuickJSHandle[]): QuickJSHandle {
    const entryPoint = this.#entryPoints.get(name);
    if (!entryPoint) throw new Error("the guest is not loaded");
    const result = this.#guarded(() =>
      this.context.callFunction(entryPoint, this.context.undefined, ...values),
    );
    if (result.error) throw this.#failure(result.error);
    if (this.#watch.fatal) {
      result.value.dispose();
      throw this.#watch.fatal;
    }
    return result.value;
  }

  /** Calls an entry point with text or numbers; the number it returns, or a promise where the guest awaits a read. */
  call(name: keyof Runtime, values: readonly (number | string)[], during: string): number | Promise<number> {
    this.#watch.enter(during);
    const handles = values.map((value) =>
      typeof value === "number" ? this.context.newNumber(value) : this.context.newString(value),
    );
    let result: QuickJSHandle;
    try {
      result = this.#call(name, handles);
    } catch (error) {
      const isOwn = error instanceof SubmissionError && error.code === "guest-exception";
      if (isOwn) this.#expectAwaited(error);
      throw error;
    } finally {
      for (const handle of handles) handle.dispose();
    }
    const type = this.context.typeof(result);
    if (type !== "object") {
      const value = type === "number" ? this.context.getNumber(result) : 0;
      result.dispose();
      this.#expectAwaited();
      return value;
    }
    return this.#settle(result);
  }

  #expectAwaited(then?: Error): void {
    const unawaited = this.#reads.unawaited(then);
    this.#reads.drop();
    if (unawaited !== null) throw unawaited;
  }

  async #settle(promise: QuickJSHandle): Promise<number> {
    try {
      for (;;) {
        this.#runJobs();
        if (this.#watch.fatal) throw this.#watch.fatal;
        const state = this.context.getPromiseState(promise);
        if (state.type === "rejected") throw this.#failure(state.error);
        if (state.type === "fulfilled") {
          if (!state.notAPromise) state.value.dispose();
          this.#expectAwaited();
          return 0;
        }
        const read = this.#reads.next();
        if (read === "held") {
          throw new SubmissionError({
            code: "promise-never-settles",
            message: `sideBySide: a branch in ${this.#watch.during} waits for a number, which comes when all branches have ended`,
            solution: "Read before the branches or after them; a branch may await matrix functions.",
          });
        }
        if (!read) {
          throw new SubmissionError({
            code: "promise-never-settles",
            message: `${this.#watch.during} awaits a promise that never settles`,
            solution: "The only thing to wait for is read(tree).",
          });
        }
        await read.settle();
      }
    } finally {
      promise.dispose();
      this.#reads.drop();
    }
  }

  dispose(): void {
    this.#reads.dispose();
    for (const handle of this.#entryPoints.values()) handle.dispose();
    this.#entryPoints.clear();
    try {
      this.context.dispose();
      this.#runtime.dispose();
    } catch {
      // QuickJS itself loses objects when its stack overflows inside a built-in (JSON.stringify of 100,000 nested arrays), and
      // asserts on freeing them. The engine goes on working; only that machine's memory is lost until the engine is.
    }
  }
}
