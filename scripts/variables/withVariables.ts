import { describeForm } from "../../apps/api/settings/readVariable.ts";
import { type Variable, variables } from "../../apps/api/settings/variables.ts";
import { table } from "../markdown/table.ts";

/** A document with its table of variables, whose head the document has, as the code has them. */
export function withVariables(document: Variable["document"], text: string): string {
  const rows = Object.entries<Variable>(variables)
    .filter(([, variable]) => variable.document === document)
    .map(([name, variable]) => [
      `\`${name}\``,
      variable.secret ? `${describeForm(variable)}, a secret` : describeForm(variable),
      "default" in variable && variable.default !== null ? `${variable.default}` : "unset",
      variable.meaning,
    ]);
  const head = /^\| variable \|.*\n(?:\|.*\n)*/m;
  if (!head.test(text)) throw new Error(`docs/${document}.md has no table of variables`);
  return text.replace(head, () => `${table(["variable", "is", "default", "for"], rows)}\n`);
}
