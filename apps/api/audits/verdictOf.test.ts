import { expect, test } from "vitest";
import { commitmentOf, isDrawn } from "./auditDraw.ts";
import { verdictOf } from "./verdictOf.ts";

/** One letter a run: `m` gives the same as the record, other letters something else each. Runners are called by their place. */
const after = (runs: string, isAnotherThere: boolean) =>
  verdictOf(
    [...runs].map((letter, at) => ({ runner: `${at}`, matches: letter === "m", says: letter.charCodeAt(0) })),
    isAnotherThere,
  );
const open = { kind: "open" };
const verified = (...wrong: string[]) => ({ kind: "verified", wrong });
const refuted = (isSettled: boolean, ...wrong: string[]) => ({ kind: "refuted", isSettled, wrong });

test("an audit that agrees verifies; one that differs asks a third, where there is one", () => {
  expect(after("m", true)).toEqual(verified());
  expect(after("x", true)).toEqual(open);
  expect(after("x", false)).toEqual(refuted(false));
});

test("nobody is believed before two more say so than say otherwise, while there is another to ask", () => {
  for (const runs of ["xm", "mx", "xx", "xy", "xxm", "mxx", "xxmm", "xxy"])
    expect([runs, after(runs, true)]).toEqual([runs, open]);
  expect(after("xmm", true)).toEqual(verified("0"));
  expect(after("mmx", true)).toEqual(verified("2"));
  expect(after("xxx", true)).toEqual(refuted(true));
  expect(after("xmxxx", true)).toEqual(refuted(true, "1"));
  expect(after("xyxxx", true)).toEqual(refuted(true, "1"));
});

test("where nobody is left, the most decide; a tie leaves what an audit has confirmed, and blames nobody", () => {
  expect(after("xm", false)).toEqual(verified("0"));
  expect(after("mx", false)).toEqual(verified("1"));
  expect(after("xx", false)).toEqual(refuted(true));
  expect(after("xy", false)).toEqual(refuted(false));
  expect(after("mxx", false)).toEqual(verified());
  expect(after("mxxx", false)).toEqual(refuted(true, "0"));
});

test("two accounts of one person never win where more honest owners are asked, in whatever order they come", () => {
  const orders = (liars: number, honest: number): string[] =>
    liars + honest === 0
      ? [""]
      : [
          ...(liars > 0 ? orders(liars - 1, honest).map((rest) => `L${rest}`) : []),
          ...(honest > 0 ? orders(liars, honest - 1).map((rest) => `H${rest}`) : []),
        ];
  /** What an audit of each says, of an honest record that two liars deny and of a liar's that one accomplice confirms. */
  const told = [
    { liars: 2, H: "m", L: "x", kind: "verified" },
    { liars: 1, H: "x", L: "m", kind: "refuted" },
  ] as const;
  for (const { liars, H, L, kind } of told) {
    for (const order of orders(liars, 3)) {
      const runs = [...order].map((who) => (who === "H" ? H : L)).join("");
      // The accomplice that comes first verifies it: nobody has said otherwise yet.
      if (kind === "refuted" && order.startsWith("L")) continue;
      const ends = [...runs].map((_, at) => after(runs.slice(0, at + 1), at < runs.length - 1));
      const end = ends.find((verdict) => verdict.kind !== "open");
      expect([order, end?.kind]).toEqual([order, kind]);
      const wrong = end !== undefined && "wrong" in end ? end.wrong.map((at) => order[Number(at)]) : [];
      expect(wrong).not.toContain("H");
    }
  }
});

test("the draw is bound by the secret, the trial and the record, and takes about its share", () => {
  const draw = (secret: string, record: number) =>
    isDrawn(secret, 0.1, { trial: "t", record: String(record) });
  const some = (secret: string) => Array.from({ length: 4000 }, (_, record) => draw(secret, record));
  const one = some("one");
  expect(one.filter(Boolean).length).toBeGreaterThan(320);
  expect(one.filter(Boolean).length).toBeLessThan(480);
  expect(some("one")).toEqual(one);
  expect(some("other")).not.toEqual(one);
  const all = { trial: "t", record: "r" };
  expect([isDrawn("s", 0, all), isDrawn("s", 1, all)]).toEqual([false, true]);
  expect(commitmentOf("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
