import type { SandboxLimits } from "./limits.ts";
import { SubmissionError } from "./submissionError.ts";

/** Functions whose time is charged. */
const charged: ReadonlySet<string> = new Set(["init", "selectBatch", "update", "prepareForEval"]);

/** Watches one guest: deadline, interrupt ticks and host calls of the running call, and the failure that ended it all. */
export class GuestWatch {
  readonly #limits: SandboxLimits;
  readonly #now: () => number;
  #deadline = Number.POSITIVE_INFINITY;
  #seconds = 0;
  #ticks = 0;
  #hostCalls = 0;
  #fatal: Error | null = null;
  /** The function of the submission that is running, for messages. */
  during = "";
  /** Calls into the host since the guest was made. */
  hostCallsTotal = 0;

  constructor(limits: SandboxLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** What ended the guest, or null. */
  get fatal(): Error | null {
    return this.#fatal;
  }

  /** A new call begins: its limits start anew. */
  enter(during: string): void {
    const { callSeconds, unchargedSeconds } = this.#limits;
    this.during = during;
    this.#seconds = charged.has(during) ? callSeconds : Math.min(callSeconds, unchargedSeconds);
    this.#deadline = this.#now() + this.#seconds;
    this.#ticks = 0;
    this.#hostCalls = 0;
  }

  /** Ends the guest: every further instruction is interrupted, and no `catch` of the guest sees it. */
  fail(error: Error): void {
    this.#fatal ??= error;
  }

  /** QuickJS asks every few thousand instructions whether to stop. */
  interrupted(): boolean {
    this.#ticks += 1;
    const { interruptTicks } = this.#limits;
    if (interruptTicks !== null && this.#ticks > interruptTicks) this.#failDeadline();
    this.checkDeadline();
    return this.#fatal !== null;
  }

  /** Work inside the host does not run the guest's interrupt handler. */
  checkDeadline(): void {
    if (this.#now() > this.#deadline) this.#failDeadline();
  }

  #failDeadline(): void {
    this.fail(
      new SubmissionError({
        code: "call-deadline",
        message: `${this.during || "the submission"} ran longer than ${this.#seconds} s`,
        solution: "Look for a loop that does not end; one call has to fit into that time.",
      }),
    );
  }

  countHostCall(): void {
    this.hostCallsTotal += 1;
    this.#hostCalls += 1;
    if (this.#hostCalls > this.#limits.hostCallsPerCall) {
      this.fail(
        new SubmissionError({
          code: "host-calls",
          message: `${this.during || "the submission"} made more than ${this.#limits.hostCallsPerCall} calls into the host`,
          solution: "Act on whole trees instead of single leaves or numbers.",
        }),
      );
    }
    this.checkDeadline();
  }
}
