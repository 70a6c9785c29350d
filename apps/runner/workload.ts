/** What `import { defineWorkload } from "steepest/workload"` shows an editor. At run time `steepest` provides the module. */
export * from "@steepest/workloads/own/steepestWorkload.ts";
