import { test } from "vitest";
import { names } from "./references.ts";

type Subjects = string | readonly string[];
type Values<Row> = Row extends readonly [...infer Members] ? [...Members] : [Row];

function expectReferences(subjects: Subjects): void {
  const unknown = [subjects].flat().find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`paperTest: there is no reference submission ${unknown}`);
}

/**
 * A test of what a paper says of these reference submissions: docs/coverage.md and the site list it as their proof. Names and title are
 * written out, because they are read from the source (`paperTests`). `paperTest.each(names, rows)` is a table of such tests; without rows, one for each name.
 */
export function paperTest(subjects: Subjects, title: string, run: () => void | Promise<void>): void {
  expectReferences(subjects);
  test(title, run);
}

paperTest.each = <const Row extends readonly [unknown, ...unknown[]] | string | number = string>(
  subjects: Subjects,
  rows?: readonly Row[],
) => {
  expectReferences(subjects);
  return (title: string, run: (...values: Values<Row>) => void | Promise<void>): void =>
    test.each((rows ?? [subjects].flat()) as readonly (readonly unknown[])[])(
      title,
      run as (...values: unknown[]) => void | Promise<void>,
    );
};
