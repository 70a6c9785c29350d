import { join } from "node:path";

/** Prepared data of all workloads, below the home directory. */
export const dataDirectory = (home: string): string => join(home, "data");
