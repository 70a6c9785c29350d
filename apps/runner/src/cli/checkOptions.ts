import { parseArgs as parseTokens } from "node:util";
import type { ArgsDef } from "citty";
import { closestWord } from "./closestWord.ts";
import { UsageError } from "./usageError.ts";

const helpHint = (command: string) => `Run \`steepest ${command} --help\` for its options.`;

/** Refuses what citty lets pass: unknown options, options without their value, too many or too few arguments. */
export function checkOptions(command: string, rawArgs: readonly string[], args: ArgsDef): void {
  const named = Object.entries(args).filter(([, arg]) => arg.type !== "positional");
  const positionals = Object.entries(args).filter(([, arg]) => arg.type === "positional");
  const options = Object.fromEntries(
    named.map(([name, arg]) => [name, { type: arg.type === "boolean" ? "boolean" : "string" } as const]),
  );
  const { tokens } = parseTokens({
    args: [...rawArgs],
    options,
    strict: false,
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
  });
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const known = options[token.name.replace(/^no-/, "")] ?? options[token.name];
    if (known === undefined) throw unknownOption(command, token.rawName, Object.keys(options));
    if (known.type === "string" && !token.value) {
      throw new UsageError({
        code: "missing-value",
        what: `The option ${token.rawName} needs a value.`,
        solution: helpHint(command),
      });
    }
  }
  const repeatable = positionals.at(-1)?.[1].valueHint?.endsWith("...") === true;
  if (words.length > positionals.length && !repeatable) {
    throw new UsageError({
      code: "too-many-arguments",
      what: `\`steepest ${command}\` does not know what to do with "${words[positionals.length]}".`,
      solution: helpHint(command),
    });
  }
  for (const [index, [name, arg]] of positionals.entries()) {
    if (arg.required === false || arg.default !== undefined || words[index] !== undefined) continue;
    throw new UsageError({
      code: "missing-argument",
      what: `\`steepest ${command}\` needs ${name.toUpperCase()}: ${arg.description ?? name}.`,
      solution: helpHint(command),
    });
  }
}

function unknownOption(command: string, written: string, known: readonly string[]): UsageError {
  const meant = closestWord(written.replace(/^-+/, ""), known);
  return new UsageError({
    code: "unknown-option",
    what: `\`steepest ${command}\` has no option ${written}.`,
    ...(meant === null ? {} : { details: `Did you mean --${meant}?` }),
    solution: helpHint(command),
  });
}
