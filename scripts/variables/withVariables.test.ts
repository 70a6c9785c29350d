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

test("what somebody could guess at home, against what is published or signed, is long; and a round's secret is none while it runs", () => {
  const long = "0123456789abcdef".repeat(2);
  const wrong = (set: Parameters<typeof variableProblems>[0]) =>
    variableProblems(set).map(({ variable }) => variable);
  expect(
    wrong({ STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUTH_SECRET: "hush", STEEPEST_ADMIN_TOKEN: "admin" }),
  ).toEqual([...["STEEPEST_ADMIN_TOKEN", "STEEPEST_SEED_SECRET", "STEEPEST_AUTH_SECRET"]]);
  for (const blank of [`${long}\n`, ` ${long}`, `${long}\n${long}`])
    expect(wrong({ STEEPEST_SEED_SECRET: blank }), JSON.stringify(blank)).toEqual(["STEEPEST_SEED_SECRET"]);
  expect(wrong({ STEEPEST_SEED_SECRET: long, STEEPEST_AUTH_SECRET: long })).toEqual([]);
  // Everybody knows it: that of a local platform, whose first board is everybody's.
  expect(wrong({ STEEPEST_SEED_SECRET: "npm start" })).toEqual([]);
  const past = `an earlier one\r\n${long}`;
  expect(wrong({ STEEPEST_PAST_SEED_SECRETS: past })).toEqual([]);
  expect(wrong({ STEEPEST_SEED_SECRET: long, STEEPEST_PAST_SEED_SECRETS: past })).toEqual([
    "STEEPEST_PAST_SEED_SECRETS",
  ]);
});
