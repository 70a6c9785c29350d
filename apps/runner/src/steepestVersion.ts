import manifest from "../package.json" with { type: "json" };

/** The version that records carry as `environment.steepest`. */
export const steepestVersion: string = manifest.version;
