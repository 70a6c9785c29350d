import type { Environment } from "@steepest/core/schema/environment.ts";
import manifest from "../../package.json" with { type: "json" };
import type { TabTerms } from "./trialWorker.ts";

interface Told {
  readonly userAgent: string;
  readonly hardwareConcurrency: number;
  /** GiB, coarse; Chromium alone tells it. */
  readonly deviceMemory?: number;
}

/** What a record says of the tab that it was made in. Browsers tell little of their machine, and nothing else is guessed: 1 byte of memory is "not known". */
export function describeTab(
  tab: TabTerms,
  { userAgent, hardwareConcurrency, deviceMemory }: Told = navigator,
): Environment {
  const [, system = "unknown"] = /\(([^)]*)\)/.exec(userAgent) ?? [];
  return {
    ...tab,
    steepest: manifest.version,
    runtime: browserOf(userAgent),
    os: system.split(";").slice(0, 2).join(";").trim() || "unknown",
    cpu: "unknown",
    cores: hardwareConcurrency || 1,
    memoryBytes: deviceMemory === undefined ? 1 : deviceMemory * 2 ** 30,
    calibrationSeconds: null,
  };
}

const browserOf = (userAgent: string): string => {
  const [, name, version] = /(Firefox|Edg|Chrome|Version)\/([\d.]+)/.exec(userAgent) ?? [];
  return name === undefined ? "browser" : `${name === "Version" ? "Safari" : name} ${version}`;
};
