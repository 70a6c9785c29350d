import type { Colors } from "../cli/io.ts";
import type { Wall } from "../walls/describeWalls.ts";

/** A line for each wall: whether it stands, and what it is made of. */
export const renderWalls = (walls: readonly Wall[], { green, yellow, dim }: Colors): string =>
  walls
    .map(({ name, stands, how }) => `  ${stands ? green("✓") : yellow("!")} ${name.padEnd(11)} ${dim(how)}\n`)
    .join("");
