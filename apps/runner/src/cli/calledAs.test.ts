import { expect, test } from "vitest";
import { asCalled, calledAs } from "./calledAs.ts";

test.each([
  ["/clone/node_modules/.bin/steepest", { npm_command: "exec", PATH: "/usr/bin" }, "npx steepest"],
  ["/usr/local/bin/steepest", { PATH: "/usr/bin:/usr/local/bin" }, "steepest"],
  ["/usr/local/bin/steepest", { PATH: "/usr/bin:/usr/local/bin/" }, "steepest"],
  ["/clone/node_modules/.bin/steepest", { PATH: "/usr/bin" }, "/clone/node_modules/.bin/steepest"],
  ["/clone/apps/runner/bin/steepest.mjs", { PATH: "" }, "node /clone/apps/runner/bin/steepest.mjs"],
  ["/clone/apps/runner/bin/steepest.mjs", { STEEPEST_CALLED_AS: "/bin/steepest", PATH: "/bin" }, "steepest"],
  [undefined, {}, "steepest"],
])("%s with %j is called as %s", (script, env, command) => {
  expect(calledAs(script, env)).toBe(command);
});

test("only commands in a message are changed", () => {
  expect(asCalled("Run `steepest new x`: steepest writes `steepest`.", "node /$&/s.mjs")).toBe(
    "Run `node /$&/s.mjs new x`: steepest writes `steepest`.",
  );
});
