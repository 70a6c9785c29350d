import { ApiProblem } from "../http/apiProblem.ts";
import { localSeedSecret, type Variable, type VariableName, type Variables, variables } from "./variables.ts";

type NameOf<Type extends Variable["type"]> = {
  [Name in VariableName]: (typeof variables)[Name] extends { readonly type: Type } ? Name : never;
}[VariableName];

/** A variable that is set to what it must not be. */
export interface VariableProblem {
  readonly variable: VariableName;
  readonly message: string;
}

/** Text of no length is what an empty line of a configuration gives: unset. */
const isUnset = (value: string | undefined): value is undefined | "" => value === undefined || value === "";

/** A number's value, or its default, which may be null. Throws a 503 problem that names the variable: nothing goes on by a number that nobody meant. */
export function numberOf<Name extends NameOf<"number">>(
  env: Variables,
  name: Name,
): number | (typeof variables)[Name]["default"] {
  refuseWrong(env, name);
  const value = env[name];
  return isUnset(value) ? variables[name].default : Number(value);
}

/** The word that a variable is set to, its default, or null where it has none. Throws a 503 problem that names the variable. */
export function choiceOf<Name extends NameOf<"choice">>(env: Variables, name: Name) {
  refuseWrong(env, name);
  return (env[name] || variables[name].default) as
    | (typeof variables)[Name]["choices"][number]
    | (typeof variables)[Name]["default"];
}

/** An address, or null where there is none. Throws a 503 problem that names the variable. */
export function urlOf(env: Variables, name: NameOf<"url">): URL | null {
  refuseWrong(env, name);
  const value = env[name];
  return isUnset(value) ? null : new URL(value);
}

/** Everything that is set wrong: for operators, at start and in `/v1/health`. */
export const variableProblems = (env: Variables): VariableProblem[] =>
  (Object.keys(variables) as VariableName[]).flatMap((name) => problemOf(env, name) ?? []);

function refuseWrong(env: Variables, name: VariableName): void {
  const problem = problemOf(env, name);
  if (problem === null) return;
  throw new ApiProblem(503, "misconfigured", {
    title: `This deployment is misconfigured: ${name}.`,
    detail: problem.message,
    solution: `Its operator sets ${name} right (docs/deploy.md); GET /v1/health names every variable that is wrong.`,
  });
}

function problemOf(env: Variables, name: VariableName): VariableProblem | null {
  const value = env[name];
  if (isUnset(value)) return null;
  const variable: Variable = variables[name];
  if (name === "STEEPEST_SEED_SECRET" && value === localSeedSecret) return null;
  if (name === "STEEPEST_PAST_SEED_SECRETS" && linesOf(value).includes(env.STEEPEST_SEED_SECRET ?? "")) {
    const message = `${name} has the secret of the round that runs, which is none any more once it is published: set a new STEEPEST_SEED_SECRET first.`;
    return { variable: name, message };
  }
  if (accepts(variable, value)) return null;
  const shown = variable.secret ? "what it is set to" : JSON.stringify(value.slice(0, 80));
  return { variable: name, message: `${name} must be ${describeForm(variable)}; ${shown} is not.` };
}

function accepts(variable: Variable, value: string): boolean {
  switch (variable.type) {
    case "number": {
      // Number() reads "", " ", "0x10" and "1e3" as well, which nobody writes on purpose.
      if (!/^-?\d+(?:\.\d+)?$/.test(value)) return false;
      const number = Number(value);
      if (variable.whole && !Number.isInteger(number)) return false;
      return number >= variable.least && number <= variable.most;
    }
    case "choice":
      return variable.choices.includes(value);
    case "url":
      return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
    case "json":
      return isJsonArray(value);
    case "text":
      return variable.least === undefined || (value.length >= variable.least && /^\S(?:.*\S)?$/.test(value));
  }
}

/** Of a variable that lists something, one a line. */
export const linesOf = (value: string): string[] => value.split(/\r?\n/).filter((line) => line !== "");

function isJsonArray(value: string): boolean {
  try {
    return Array.isArray(JSON.parse(value));
  } catch {
    return false;
  }
}

/** What a variable may be, in words. */
export function describeForm(variable: Variable): string {
  switch (variable.type) {
    case "number":
      return `a ${variable.whole ? "whole " : ""}number${
        variable.most === Number.MAX_SAFE_INTEGER
          ? `, at least ${variable.least}`
          : ` from ${variable.least} to ${variable.most}`
      }`;
    case "choice":
      return variable.choices.map((choice) => `\`${choice}\``).join(" or ");
    case "url":
      return "an address (http or https)";
    case "json":
      return "a JSON array";
    case "text":
      return variable.least === undefined ? "text" : `text of one line, ${variable.least} characters or more`;
  }
}
