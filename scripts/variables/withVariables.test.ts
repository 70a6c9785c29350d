import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { variableProblems } from "../../apps/api/settings/readVariable.ts";
import { variables } from "../../apps/api/settings/variables.ts";
import { withVariables } from "./withVariables.ts";

test.each(["deploy", "accounts"] as const)(
  "docs/%s.md lists the variables (node scripts/writeVariables.ts writes them)",
  (name) => {
    const text = readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), "utf8");
    expect(withVariables(name, text)).toBe(text);
  },
);

test("every default is a value that is accepted, and nothing is wrong where nothing is set", () => {
  const defaults = Object.entries(variables).flatMap(([name, variable]) =>
    "default" in variable && variable.default !== null ? [[name, String(variable.default)]] : [],
  );
  expect(variableProblems(Object.fromEntries(defaults))).toEqual([]);
  expect(variableProblems(Object.fromEntries(Object.keys(variables).map((name) => [name, ""])))).toEqual([]);
});

test("what is wrong is named with what it must be, and a secret is not shown", () => {
  expect(
    variableProblems({ STEEPEST_LEASE_SECONDS: "abc", STEEPEST_SIGNING_KEYS: "{hush}", SMTP_PORT: "70000" }),
  ).toEqual([
    {
      variable: "STEEPEST_LEASE_SECONDS",
      message: 'STEEPEST_LEASE_SECONDS must be a whole number from 1 to 86400; "abc" is not.',
    },
    {
      variable: "STEEPEST_SIGNING_KEYS",
      message: "STEEPEST_SIGNING_KEYS must be a JSON array; what it is set to is not.",
    },
    { variable: "SMTP_PORT", message: 'SMTP_PORT must be a whole number from 1 to 65535; "70000" is not.' },
  ]);
});
