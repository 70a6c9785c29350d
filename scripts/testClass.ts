// Opens a declared hardware class in a copy of the repository, processors in place of GPUs: npm run test:class
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { runTool } from "./testing/runTool.ts";

chdir(fileURLToPath(new URL("..", import.meta.url)));
process.env["STEEPEST_OPEN_CLASS"] = "1";
process.exitCode = (await runTool("vitest", ["run", "--project=e2e", "test/e2e/openClass.test.ts"])) ?? 1;
