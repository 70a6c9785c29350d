import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that Steepest's packages are installed in: where messages say that npm is to be run. */
export const repositoryRoot = fileURLToPath(new URL("../../../", import.meta.url)).replace(/[\\/]$/, "");

/** Whether this is the package that `npm install` brought, and no clone. */
export const isInstalled = basename(dirname(repositoryRoot)) === "node_modules";
