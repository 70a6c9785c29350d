import { env } from "cloudflare:workers";
import { urlOf } from "@steepest/api/settings/readVariable.ts";

/** What a deployment says of where its source and its command line are got. */
export interface Deployment {
  readonly repository: string | null;
  /** One line that installs the command line. */
  readonly install: string | null;
  /** What the command line is called by here: `npx` finds it in a clone, and nowhere else. */
  readonly command: string;
}

/** Read anew by each page: variables are the Worker's, and files that were built before have none. */
export function deployment(): Deployment {
  const install = env.STEEPEST_INSTALL || null;
  return {
    repository: urlOf(env, "STEEPEST_REPOSITORY")?.href ?? null,
    install,
    command: install === null ? "npx steepest" : "steepest",
  };
}
