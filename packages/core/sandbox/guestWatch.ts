import type { SandboxLimits } from "./limits.ts";
import { MachineFailure } from "./machineFailure.ts";
import { SubmissionError } from "./submissionError.ts";

/** Functions whose time is charged from the start; loading and `batchSize` have less of it. */
const charged: ReadonlySet<string> = new Set(["init", "selectBatch", "update", "prepareForEval"]);

/** Under reference time: what a call may come to is counted, not clocked. */
export interface CountedTime {
  /** Whole nanoseconds charged for host functions so far. */
  readonly spent: () => number;
  /** Of one interrupt check. */
  readonly tickNanoseconds: number;
}

/** What QuickJS counts down from one interrupt check to the next. */
const instructionsPerTick = 10_000;

/**
 * So many turns of the interpreter's own loops (one for each of its instructions, and those inside built-in functions) count as a check, too, where there were fewer
 * checks: what runs in no loop of JavaScript is charged by them. Ordinary code has 80,000 to 500,000 a check.
 */
const loopsPerTick = 1_000_000;

/** How much longer than its counted time a call may take by the clock before the machine is held to have failed. */
const patience = 20;

/** Watches one guest: deadline, interrupt ticks and host calls of the running call, and the failure that ended it all. */
export class GuestWatch {
  readonly #limits: SandboxLimits;
  readonly #now: () => number;
  readonly #counted: CountedTime | null;
  /** Nanoseconds that had been spent when the running call began. */
  #before = 0;
  #deadline = Number.POSITIVE_INFINITY;
  /** Until the first call there is no limit: what runs then is ours. */
  #seconds = Number.POSITIVE_INFINITY;
  #ticks = 0;
  /** `workTotal` when the running call began. */
  #workBefore = 0;
  #hostCalls = 0;
  #fatal: Error | null = null;
  /** The function of the submission that is running, for messages. */
  during = "";
  /** Calls into the host since the guest was made. */
  hostCallsTotal = 0;
  /** Interrupt checks of the interpreter since the guest was booted: a count of its instructions, the same on every machine. */
  ticksTotal = 0;
  /** Turns of the interpreter's own loops since then. */
  loopsTotal = 0;
  readonly #loops: () => number;
  /** Of the engine, when it was entered; null while nothing of this guest runs. */
  #loopsAtEntry: number | null = null;
  #isAligning = false;

  /** `counted` is null where the clock rules; `loops` says how many turns the guest's engine has made. */
  constructor(
    limits: SandboxLimits,
    now: () => number,
    counted: CountedTime | null = null,
    loops: () => number = () => 0,
  ) {
    this.#limits = limits;
    this.#now = now;
    this.#counted = counted;
    this.#loops = loops;
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
    this.#deadline = this.#now() + this.#seconds * (this.#counted === null ? 1 : patience);
    this.#before = this.#counted?.spent() ?? 0;
    this.#ticks = 0;
    this.#workBefore = this.workTotal;
    this.#hostCalls = 0;
  }

  /** Runs a piece of the guest; its loops are counted, also while it runs. */
  countLoops<Result>(run: () => Result): Result {
    const before = this.#loops();
    this.#loopsAtEntry = before;
    try {
      return run();
    } finally {
      this.loopsTotal += this.#loops() - before;
      this.#loopsAtEntry = null;
    }
  }

  /** Ends the guest: every further instruction is interrupted, and no `catch` of the guest sees it. */
  fail(error: Error): void {
    this.#fatal ??= error;
  }

  /**
   * `spin` runs in the guest until its next interrupt check. What is counted from there on does not depend on what ran before: the library has
   * booted by then, so that a change of what a submission never calls moves no check and no time.
   */
  align(spin: () => void): void {
    this.#isAligning = true;
    spin();
    this.#isAligning = false;
    this.#ticks = 0;
    this.ticksTotal = 0;
    this.loopsTotal = 0;
  }

  /** What is charged of the guest's own instructions, in checks: those that there were or, where they make more, its loops but for one check's. */
  get workTotal(): number {
    const running = this.#loopsAtEntry === null ? 0 : this.#loops() - this.#loopsAtEntry;
    return Math.max(this.ticksTotal, Math.floor((this.loopsTotal + running) / loopsPerTick) - 1);
  }

  /** QuickJS asks every `instructionsPerTick` whether to stop. Where a count ends the guest, no seconds are named: they would be none that passed. */
  interrupted(): boolean {
    if (this.#isAligning) return true;
    this.#ticks += 1;
    this.ticksTotal += 1;
    const { interruptTicks } = this.#limits;
    if (interruptTicks !== null && this.#ticks > interruptTicks) {
      const millions = Math.round((interruptTicks * instructionsPerTick) / 1e6);
      this.#failDeadline(`did not end: it was stopped after some ${millions} million instructions`);
    }
    this.checkDeadline();
    return this.#fatal !== null;
  }

  /** Work inside the host does not run the guest's interrupt handler. */
  checkDeadline(): void {
    const counted = this.#counted;
    if (counted !== null) {
      const work = (this.workTotal - this.#workBefore) * counted.tickNanoseconds;
      const spent = counted.spent() - this.#before + work;
      if (spent > this.#seconds * 1e9) this.#failDeadline();
    }
    if (this.#now() <= this.#deadline) return;
    // A machine that is so slow tells nothing of the submission: its trial is run again.
    if (counted === null) this.#failDeadline();
    else
      this.fail(
        new MachineFailure(
          new Error(`${this.during} still ran after ${this.#seconds * patience} s by the clock`),
        ),
      );
  }

  #failDeadline(
    how = `ran longer than ${this.#seconds} s${this.#counted === null ? "" : " of reference time"}`,
  ): void {
    this.fail(
      new SubmissionError({
        code: "call-deadline",
        message: `${this.during || "the submission"} ${how}`,
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
