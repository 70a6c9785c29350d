import { fileURLToPath } from "node:url";

/** No telemetry, no banners, no calls home: the tools below us work offline, print what matters and write nothing outside of this folder (but wrangler, under the user's home, that it may send no metrics). */
export const quietEnvironment = {
  ASTRO_TELEMETRY_DISABLED: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "warn",
  // By default under the user's home, a file for each start.
  WRANGLER_LOG_PATH: fileURLToPath(new URL("../../.steepest/logs", import.meta.url)),
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_SEND_METRICS: "false",
};
