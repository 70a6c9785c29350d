import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { GuestWatch } from "./guestWatch.ts";
import { limitPassed } from "./installHost.ts";
import { SubmissionError } from "./submissionError.ts";

/** A host function that the guest awaits, because it has to wait for the device. */
export type AwaitedFunction = (...values: number[]) => Promise<ArrayBuffer | number>;

/** A value that the guest awaits; resolved by the host when the guest has nothing else to do. */
interface PendingRead {
  settle(): Promise<void>;
  /** Lets go of a promise that nobody will settle any more. */
  drop(): void;
}

/** The awaited functions' calls within one call of the submission, settled in the order in which they were asked for. */
export class PendingReads {
  readonly #context: QuickJSContext;
  readonly #watch: GuestWatch;
  readonly #pending: PendingRead[] = [];

  constructor(context: QuickJSContext, watch: GuestWatch) {
    this.#context = context;
    this.#watch = watch;
  }

  /** Adds the host functions that give a promise. */
  install(host: QuickJSHandle, functions: Readonly<Record<string, AwaitedFunction>>): void {
    for (const [name, run] of Object.entries(functions)) this.#installOne(host, name, run);
  }

  #installOne(host: QuickJSHandle, name: string, run: AwaitedFunction): void {
    const context = this.#context;
    const native = context.newFunction(name, (...handles) => {
      this.#watch.countHostCall();
      if (this.#watch.fatal) return context.newNumber(limitPassed);
      const deferred = context.newPromise();
      const values = handles.map((handle) => context.getNumber(handle));
      this.#pending.push({
        settle: async () => {
          try {
            const made = await run(...values);
            const result = typeof made === "number" ? context.newNumber(made) : context.newArrayBuffer(made);
            deferred.resolve(result);
            result.dispose();
          } catch (error) {
            if (error instanceof SubmissionError) this.#watch.fail(error);
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
    context.setProp(host, name, native);
    native.dispose();
  }

  next(): PendingRead | undefined {
    return this.#pending.shift();
  }

  /** A read that nobody awaited by the end of the call never comes. */
  drop(): void {
    for (const read of this.#pending.splice(0)) read.drop();
  }
}
