import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { mutants } from "./mutants.ts";

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

test.each(mutants)(
  "the rule is where the list says, and so is its test: $what",
  ({ file, search, at: place = 0, test: tests }) => {
    expect(readFileSync(at(file), "utf8").split(search).length).toBeGreaterThan(place + 1);
    expect(existsSync(at(tests))).toBe(true);
  },
);
