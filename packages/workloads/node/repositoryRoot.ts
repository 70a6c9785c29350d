import { fileURLToPath } from "node:url";

/** The folder that Steepest's packages are installed in: where messages say that npm is to be run. */
export const repositoryRoot = fileURLToPath(new URL("../../../", import.meta.url)).replace(/[\\/]$/, "");
