import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { Runtime } from "../submission/guest/runtime.ts";
import { type GuestException, guestFailure } from "./guestFailure.ts";
import { bootModule, guestModule } from "./guestModules.ts";
import type { SandboxLimits } from "./limits.ts";
import { resolveImport } from "./moduleResolution.ts";
import { stripTypes } from "./stripTypes.ts";
import { SubmissionError } from "./submissionError.ts";

/** What a host function takes and gives; numbers are by far the cheapest. */
export type HostArgument = number | string | ArrayBuffer;
export type HostFunction = (...values: never[]) => number | string | undefined;

/** Answer of a host function after a limit was passed: the guest then waits for its interrupt (`checked` in host.ts). */
const limitPassed = -2;

const jobsAtOnce = 100;

/** A value that the guest awaits; resolved by the host when the guest has nothing else to do. */
interface PendingRead {
  settle(): Promise<void>;
  /** Lets go of a promise that nobody will settle any more. */
  drop(): void;
}

/**
 * One QuickJS machine with one submission in it: modules, limits, calls and the translation of failures. Knows nothing of
 * tensors, so the API uses it to read manifests.
 */
export class GuestVm {
  readonly context: QuickJSContext;
  readonly #runtime: QuickJSRuntime;
  readonly #limits: SandboxLimits;
  readonly #now: () => number;
  readonly #source: SubmissionSource;
  readonly #entryPoints = new Map<string, QuickJSHandle>();
  readonly #reads: PendingRead[] = [];
  #deadline = Number.POSITIVE_INFINITY;
  #ticks = 0;
  #hostCalls = 0;
  #fatal: Error | null = null;
  #during = "";
  /** Calls into the host since the machine was made. */
  hostCallsTotal = 0;

  constructor(engine: QuickJSWASMModule, source: SubmissionSource, limits: SandboxLimits, now: () => number) {
    this.#source = source;
    this.#limits = limits;
    this.#now = now;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(limits.guestMemoryBytes);
    this.#runtime.setMaxStackSize(limits.guestStackBytes);
    this.#runtime.setInterruptHandler(() => this.#interrupted());
    this.#runtime.setModuleLoader(
      (name) => {
        const own = guestModule(name);
        if (own !== undefined) return own;
        try {
          return stripTypes(name, source.files[name] as string);
        } catch (error) {
          return this.#refuseModule(error);
        }
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
  }

  /** Remembers the real reason, because only a message crosses the module loader. */
  #refuseModule(error: unknown): { error: Error } {
    if (error instanceof SubmissionError) this.#fatal ??= error;
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  #interrupted(): boolean {
    this.#ticks += 1;
    const { interruptTicks } = this.#limits;
    if (this.#now() > this.#deadline || (interruptTicks !== null && this.#ticks > interruptTicks)) {
      this.fail(
        new SubmissionError({
          code: "call-deadline",
          message: `${this.#during || "the submission"} ran longer than ${this.#limits.callSeconds} s`,
          solution: "Look for a loop that does not end; one call has to fit into that time.",
        }),
      );
    }
    return this.#fatal !== null;
  }

  /** Ends the guest: every further instruction is interrupted, and no `catch` of the guest sees it. */
  fail(error: Error): void {
    this.#fatal ??= error;
  }

  /** Makes `__steepestHost` of plain functions. To be called before `boot`. */
  install(functions: Readonly<Record<string, { takes: readonly string[]; call: HostFunction }>>): void {
    const { context } = this;
    const host = context.newObject();
    for (const [name, { takes, call }] of Object.entries(functions)) {
      const native = context.newFunction(name, (...handles) => {
        this.#countHostCall();
        if (this.#fatal) return context.newNumber(limitPassed);
        const values = takes.map((type, i) => this.#argument(type, handles[i], name));
        const result = (call as (...given: HostArgument[]) => number | string | undefined)(...values);
        if (this.#fatal) return context.newNumber(limitPassed);
        if (typeof result === "number") return context.newNumber(result);
        return typeof result === "string" ? context.newString(result) : context.undefined;
      });
      context.setProp(host, name, native);
      native.dispose();
    }
    context.setProp(context.global, "__steepestHost", host);
    host.dispose();
  }

  /** Adds the one host function that gives a promise. */
  installRead(read: (tree: number) => Promise<ArrayBuffer>): void {
    const { context } = this;
    const host = context.getProp(context.global, "__steepestHost");
    const native = context.newFunction("read", (handle) => {
      this.#countHostCall();
      if (this.#fatal) return context.newNumber(limitPassed);
      const deferred = context.newPromise();
      const tree = context.getNumber(handle);
      this.#reads.push({
        settle: async () => {
          try {
            const buffer = context.newArrayBuffer(await read(tree));
            deferred.resolve(buffer);
            buffer.dispose();
          } catch (error) {
            const reason = context.newError(error instanceof Error ? error.message : String(error));
            deferred.reject(reason);
            reason.dispose();
          } finally {
            deferred.dispose();
          }
        },
        drop: () => deferred.dispose(),
      });
      return deferred.handle;
    });
    context.setProp(host, "read", native);
    native.dispose();
    host.dispose();
  }

  #argument(type: string, handle: QuickJSHandle | undefined, name: string): HostArgument {
    const { context } = this;
    if (handle === undefined) return Number.NaN;
    if (type === "number") {
      const value = context.getNumber(handle);
      // What is no number comes out as NaN, or as what its own valueOf says: only the former needs the slower question.
      if (Number.isNaN(value) && context.typeof(handle) !== "number") {
        throw new TypeError(`${name}: expected a number, not ${context.typeof(handle)}`);
      }
      return value;
    }
    if (type === "string") return context.getString(handle);
    const lifetime = context.getArrayBuffer(handle);
    const bytes = lifetime.value.slice().buffer as ArrayBuffer;
    lifetime.dispose();
    return bytes;
  }

  #countHostCall(): void {
    this.hostCallsTotal += 1;
    this.#hostCalls += 1;
    if (this.#hostCalls > this.#limits.hostCallsPerCall) {
      this.fail(
        new SubmissionError({
          code: "host-calls",
          message: `${this.#during || "the submission"} made more than ${this.#limits.hostCallsPerCall} calls into the host`,
          solution: "Act on whole trees instead of single leaves or numbers.",
        }),
      );
    }
    // Work inside the host does not run the guest's interrupt handler.
    if (this.#now() > this.#deadline) this.#interrupted();
  }

  /** Evaluates the guest's own modules, then the submission; returns its manifest as JSON. */
  load(): string {
    this.#enter("loading");
    const boot = this.#evaluate(guestModule(bootModule) as string, bootModule);
    const runtime = this.context.getProp(boot, "default");
    boot.dispose();
    for (const name of runtimeEntryPoints) this.#entryPoints.set(name, this.context.getProp(runtime, name));
    runtime.dispose();
    const { entry, files } = this.#source;
    this.#enter("loading");
    const module = this.#evaluate(stripTypes(entry, files[entry] as string), entry);
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

  #enter(during: string): void {
    this.#during = during;
    this.#deadline = this.#now() + this.#limits.callSeconds;
    this.#ticks = 0;
    this.#hostCalls = 0;
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
      return run();
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof WebAssembly.RuntimeError)) throw error;
      throw new SubmissionError({
        code: "guest-stack",
        message: `${this.#during} brought the JavaScript engine down: ${error.message}`,
        solution: "Nest values and calls less deeply.",
      });
    }
  }

  #runJobs(): void {
    // A few at a time: QuickJS loses objects when it interrupts a queue that never empties.
    for (let executed = jobsAtOnce; executed === jobsAtOnce && !this.#fatal; ) {
      const jobs = this.#guarded(() => this.#runtime.executePendingJobs(jobsAtOnce));
      if (jobs.error) throw this.#failure(jobs.error);
      executed = jobs.value;
      jobs.dispose();
      if (this.#now() > this.#deadline) this.#interrupted();
    }
  }

  #failure(error: QuickJSHandle): Error {
    const fatal = this.#fatal;
    const exception = fatal ? null : (this.context.dump(error) as GuestException | string | null);
    error.dispose();
    return fatal ?? guestFailure(exception, this.#during, this.#source.entry);
  }

  #call(name: keyof Runtime, values: readonly QuickJSHandle[]): QuickJSHandle {
    const entryPoint = this.#entryPoints.get(name);
    if (!entryPoint) throw new Error("the guest is not loaded");
    const result = this.#guarded(() =>
      this.context.callFunction(entryPoint, this.context.undefined, ...values),
    );
    if (result.error) throw this.#failure(result.error);
    if (this.#fatal) {
      result.value.dispose();
      throw this.#fatal;
    }
    return result.value;
  }

  /** Calls an entry point with text or numbers; the number it returns, or a promise where the guest awaits a read. */
  call(name: keyof Runtime, values: readonly (number | string)[], during: string): number | Promise<number> {
    this.#enter(during);
    const handles = values.map((value) =>
      typeof value === "number" ? this.context.newNumber(value) : this.context.newString(value),
    );
    let result: QuickJSHandle;
    try {
      result = this.#call(name, handles);
    } finally {
      for (const handle of handles) handle.dispose();
    }
    const type = this.context.typeof(result);
    if (type !== "object") {
      const value = type === "number" ? this.context.getNumber(result) : 0;
      result.dispose();
      this.#dropReads();
      return value;
    }
    return this.#settle(result);
  }

  async #settle(promise: QuickJSHandle): Promise<number> {
    try {
      for (;;) {
        this.#runJobs();
        if (this.#fatal) throw this.#fatal;
        const state = this.context.getPromiseState(promise);
        if (state.type === "rejected") throw this.#failure(state.error);
        if (state.type === "fulfilled") {
          if (!state.notAPromise) state.value.dispose();
          return 0;
        }
        const read = this.#reads.shift();
        if (!read) {
          throw new SubmissionError({
            code: "promise-never-settles",
            message: `${this.#during} awaits a promise that never settles`,
            solution: "The only thing to wait for is read(tree).",
          });
        }
        await read.settle();
      }
    } finally {
      promise.dispose();
      this.#dropReads();
    }
  }

  /** A read that nobody awaited by the end of the call never comes. */
  #dropReads(): void {
    for (const read of this.#reads.splice(0)) read.drop();
  }

  dispose(): void {
    this.#dropReads();
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

const runtimeEntryPoints: readonly (keyof Runtime)[] = [
  "load",
  "start",
  "batchSize",
  "addEvaluation",
  "init",
  "selectBatch",
  "update",
  "prepareForEval",
];
