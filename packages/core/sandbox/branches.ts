import { branchModes } from "../submission/guest/operationNames.ts";
import type { SandboxMeters } from "./sandboxMeters.ts";

/** What of the table of handles it takes to keep branches apart. */
interface Handles {
  /** The next handle that will be given. */
  readonly next: number;
  /** Of those from the first to before the second `onUse` is told. */
  hidden: { readonly from: number; readonly to: number; readonly onUse: () => void } | null;
}

/** The first gradient of a call: the first of its handles, and its price. */
interface FirstGradient {
  readonly handle: number;
  readonly nanoseconds: number;
}

interface Group {
  readonly count: number;
  /** What was made before it, every branch may use. */
  readonly from: number;
  /** Trees of formulas that were put off before it are no branch's. */
  readonly formulas: number;
  /** Whether a branch that uses what it may not is a mistake: else all count as one after the other. */
  readonly isStrict: boolean;
  isApart: boolean;
  /** The branch that is open. */
  place: number;
  /** Handle and reference time at its start, and what of this time is nobody's. */
  startHandle: number;
  start: number;
  shared: number;
  /** The first branch's, of a gradient that was taken before the group. */
  given: number;
  sum: number;
  longest: number;
}

/**
 * What a submission computes side by side: branches that follow one another here and might run at once elsewhere. A branch may use what was there before, and what it
 * made itself. The trees of others are hidden from it, and numbers that it asks for come when all branches have ended, so that none can depend on another. Only prices of operations count as
 * a branch's own: the guest's instructions, and loops that were put off before, follow one another as ever. All is charged in full. The critical
 * path is what was charged less, for each group, its branches but the longest: so it is never above what was charged, and never below 0.
 */
export class Branches {
  readonly #meters: Pick<SandboxMeters, "referenceNanoseconds" | "sideBySideNanoseconds">;
  readonly #handles: Handles;
  readonly #formulasMade: () => number;
  #group: Group | null = null;
  #first: FirstGradient | null = null;

  constructor(
    meters: Pick<SandboxMeters, "referenceNanoseconds" | "sideBySideNanoseconds">,
    handles: Handles,
    formulasMade: () => number,
  ) {
    this.#meters = meters;
    this.#handles = handles;
    this.#formulasMade = formulasMade;
  }

  /** Whether a branch is open. */
  get areOpen(): boolean {
    return this.#group !== null;
  }

  /** Forgets what belongs to the call that has ended. */
  endCall(): void {
    this.#group = null;
    this.#first = null;
    this.#handles.hidden = null;
  }

  /** Of a gradient that was just taken. */
  noteGradient(handle: number, nanoseconds: number): void {
    if (this.#group === null) this.#first ??= { handle, nanoseconds };
  }

  /** Of a loop over trees that was just charged. */
  noteLoop(nanoseconds: number, oldest: () => number): void {
    const group = this.#group;
    if (group !== null && oldest() < group.formulas) group.shared += nanoseconds;
  }

  /** Ends the branch before `place` and begins it; the first opens the group, `count` closes it. `mode` is one of `branchModes`. */
  turn(place: number, count: number, mode: number): void {
    if (place === 0) this.#open(count, mode);
    else this.#close(place);
    const group = this.#group;
    if (group === null) return;
    group.place = place;
    group.startHandle = this.#handles.next;
    group.start = this.#meters.referenceNanoseconds;
    group.shared = 0;
    // The first may use the gradient that it stands for, and what was made of it.
    this.#handles.hidden =
      place === 0 ? null : { from: group.from, to: group.startHandle, onUse: () => this.#used(group) };
  }

  #used(group: Group): void {
    if (group.isStrict) {
      throw new Error(
        "sideBySide: a branch uses a Tree or Batch that another branch made, or, with `given`, that was made since the first gradient: it would have to wait for that. Make it before, or in this branch",
      );
    }
    group.isApart = false;
  }

  #open(count: number, mode: number): void {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw new RangeError(`sideBySide: the number of branches must be a whole number ≥ 1, not ${count}`);
    }
    if (this.#group !== null) {
      throw new Error("sideBySide: a branch cannot be split into branches: ask for all of them at once");
    }
    const first = mode === branchModes.apart ? null : this.#first;
    if (mode === branchModes.given && first === null) {
      throw new Error(
        "sideBySide: `given` says that the first branch stands for the step's first gradient, but none was taken in this call, or it stands in another group",
      );
    }
    this.#first = null;
    this.#group = {
      ...{ isStrict: mode !== branchModes.ifApart, isApart: true },
      ...{ count, from: first?.handle ?? this.#handles.next, formulas: this.#formulasMade() },
      ...{
        place: 0,
        startHandle: 0,
        start: 0,
        shared: 0,
        given: first?.nanoseconds ?? 0,
        sum: 0,
        longest: 0,
      },
    };
  }

  #close(place: number): void {
    const group = this.#group;
    if (group === null) throw new Error("sideBySide: no group of branches is open");
    const own =
      this.#meters.referenceNanoseconds - group.start - group.shared + (group.place === 0 ? group.given : 0);
    group.sum += own;
    group.longest = Math.max(group.longest, own);
    if (place < group.count) return;
    if (group.isApart) this.#meters.sideBySideNanoseconds += group.sum - group.longest;
    this.#group = null;
    this.#handles.hidden = null;
  }
}
