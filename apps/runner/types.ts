/** What `import { defineSubmission } from "steepest"` shows an editor. At run time the sandbox provides the module. */
export * from "@steepest/core/submission/guest/steepest.ts";
