import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { GuestWatch } from "./guestWatch.ts";
import { limitPassed } from "./installHost.ts";

/** A value that the guest awaits; resolved by the host when the guest has nothing else to do. */
interface PendingRead {
  settle(): Promise<void>;
  /** Lets go of a promise that nobody will settle any more. */
  drop(): void;
}

/** The reads of one call, settled in the order in which they were asked for. */
export class PendingReads {
  readonly #context: QuickJSContext;
  readonly #watch: GuestWatch;
  readonly #pending: PendingRead[] = [];

  constructor(context: QuickJSContext, watch: GuestWatch) {
    this.#context = context;
    this.#watch = watch;
  }

  /** Adds the one host function that gives a promise. */
  install(host: QuickJSHandle, read: (tree: number) => Promise<ArrayBuffer>): void {
    const context = this.#context;
    const native = context.newFunction("read", (handle) => {
      this.#watch.countHostCall();
      if (this.#watch.fatal) return context.newNumber(limitPassed);
      const deferred = context.newPromise();
      const tree = context.getNumber(handle);
      this.#pending.push({
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
  }

  next(): PendingRead | undefined {
    return this.#pending.shift();
  }

  /** A read that nobody awaited by the end of the call never comes. */
  drop(): void {
    for (const read of this.#pending.splice(0)) read.drop();
  }
}
