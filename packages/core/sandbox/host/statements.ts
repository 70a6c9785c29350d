import type { HostTable } from "./hostTable.ts";

/** What a submission says of its run: which parts do not wait for one another (the host sees to it that it is true), and its privacy (as stated). */
export const statements = {
  branch: {
    takes: ["number", "number", "number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ branches }) =>
      (place, count, mode) => {
        branches.turn(place, count, mode);
        return 0;
      },
  },
  notePrivacy: {
    takes: ["number", "number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ notePrivacy }) =>
      (epsilon, delta) => {
        if (!(epsilon >= 0 && epsilon < Number.POSITIVE_INFINITY)) {
          throw new RangeError(
            `notePrivacy: epsilon must be a finite number ≥ 0, not ${epsilon}: without privacy, state nothing`,
          );
        }
        if (!(delta >= 0 && delta <= 1)) {
          throw new RangeError(`notePrivacy: delta must be a number from 0 to 1, not ${delta}`);
        }
        // No −0, which JSON does not know.
        notePrivacy(epsilon + 0, delta + 0);
        return 0;
      },
  },
} satisfies Partial<HostTable>;
