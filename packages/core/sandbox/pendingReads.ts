import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import { type GuestException, guestFailure } from "./guestFailure.ts";
import { readModule } from "./guestModules.ts";
import type { GuestWatch } from "./guestWatch.ts";
import { limitPassed } from "./installHost.ts";
import { SubmissionError } from "./submissionError.ts";

/** A host function that the guest awaits, because it has to wait for the device. */
export interface AwaitedFunction {
  readonly run: (...values: number[]) => Promise<ArrayBuffer | number>;
  /** Whether what was asked for has to wait at present. */
  readonly isHeld: () => boolean;
}

/** A value that the guest awaits; resolved by the host when the guest has nothing else to do. */
interface PendingRead {
  settle(): Promise<void>;
  isHeld(): boolean;
  /** An error of the guest that was made where it asked, for its stack. */
  readonly origin: QuickJSHandle;
  /** Lets go of a promise that nobody will settle any more. */
  drop(): void;
}

/** The awaited functions' calls within one call of the submission, settled in the order in which they were asked for. */
export class PendingReads {
  readonly #context: QuickJSContext;
  readonly #watch: GuestWatch;
  readonly #entry: string;
  readonly #pending: PendingRead[] = [];
  #makeError: QuickJSHandle | null = null;

  constructor(context: QuickJSContext, watch: GuestWatch, entry: string) {
    this.#context = context;
    this.#watch = watch;
    this.#entry = entry;
  }

  /** Adds the host functions that give a promise. */
  install(host: QuickJSHandle, functions: Readonly<Record<string, AwaitedFunction>>): void {
    this.#makeError = this.#context.unwrapResult(
      // As of a module of the guest: the place is that of the submission.
      this.#context.evalCode("(() => { const Made = Error; return () => new Made(); })()", readModule),
    );
    for (const [name, awaited] of Object.entries(functions)) this.#installOne(host, name, awaited);
  }

  #installOne(host: QuickJSHandle, name: string, { run, isHeld }: AwaitedFunction): void {
    const context = this.#context;
    const native = context.newFunction(name, (...handles) => {
      this.#watch.countHostCall();
      if (this.#watch.fatal) return context.newNumber(limitPassed);
      const deferred = context.newPromise();
      const values = handles.map((handle) => context.getNumber(handle));
      const origin = this.#origin();
      this.#pending.push({
        isHeld,
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
            origin.dispose();
          }
        },
        origin,
        drop: () => {
          deferred.dispose();
          origin.dispose();
        },
      });
      return deferred.handle;
    });
    context.setProp(host, name, native);
    native.dispose();
  }

  #origin(): QuickJSHandle {
    if (this.#makeError === null) throw new Error("nothing is installed");
    const made = this.#context.callFunction(this.#makeError, this.#context.undefined);
    if (!made.error) return made.value;
    // Out of stack or memory: the read itself goes on, its place is not known.
    made.error.dispose();
    return this.#context.undefined;
  }

  /** The first that need not wait, or `held` where all of them have to. */
  next(): PendingRead | "held" | undefined {
    const place = this.#pending.findIndex((read) => !read.isHeld());
    if (place >= 0) return this.#pending.splice(place, 1)[0];
    return this.#pending.length > 0 ? "held" : undefined;
  }

  /**
   * What is wrong where the call ends now: a read that nobody awaited by then never comes. Null where there is none. `then` is the
   * exception that the call ended with, which most likely comes of it.
   */
  unawaited(then?: Error): SubmissionError | null {
    const [first] = this.#pending;
    if (first === undefined) return null;
    const { stack } = this.#context.dump(first.origin) ?? ({} as GuestException);
    const message = "what a read or a matrix function gives here is a promise that nobody awaits";
    const { file, line, column, guestStack } = guestFailure({ message, stack }, "", this.#entry);
    return new SubmissionError({
      code: "promise-not-awaited",
      message: `${message} (in ${this.#watch.during})${then ? `; then: ${then.message}` : ""}`,
      solution: "Write `await` before that call, and `async` before the function that it stands in.",
      file,
      line,
      column,
      guestStack,
    });
  }

  drop(): void {
    for (const read of this.#pending.splice(0)) read.drop();
  }

  dispose(): void {
    this.drop();
    this.#makeError?.dispose();
    this.#makeError = null;
  }
}
