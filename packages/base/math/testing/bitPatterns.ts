import { exp } from "../exp.ts";
import { log, log1p, log2 } from "../log.ts";
import { pow } from "../pow.ts";
import { cos, sin } from "../sineAndCosine.ts";
import patterns from "./bitPatterns.fixture.json" with { type: "json" };

type Name = "exp" | "log" | "log1p" | "log2" | "sin" | "cos" | "pow";

export const functions: Readonly<Record<Name, (...numbers: number[]) => number>> = {
  exp: (x = 0) => exp(x),
  log: (x = 0) => log(x),
  log1p: (x = 0) => log1p(x),
  log2: (x = 0) => log2(x),
  sin: (x = 0) => sin(x),
  cos: (x = 0) => cos(x),
  pow: (x = 0, y = 0) => pow(x, y),
};

/** Committed lines of each function: the bits of its arguments and of its result, 16 hexadecimal digits each. */
export const committed: Readonly<Record<string, readonly string[]>> = patterns;

const view = new DataView(new ArrayBuffer(8));

export const numberOf = (bits: string): number => {
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
};

export const bitsOf = (x: number): string => {
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};

/** The lines as this engine computes them. */
export const computed = (): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(committed).map(([name, lines]) => [
      name,
      lines.map((line) => {
        const given = line.split(" ").slice(0, -1);
        return [...given, bitsOf(functions[name as Name](...given.map(numberOf)))].join(" ");
      }),
    ]),
  );
