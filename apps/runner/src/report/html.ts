import { printable } from "../terminal/printable.ts";

/** A piece of markup: what is in it has been escaped. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | boolean | Html | readonly Value[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function render(value: Value): string {
  if (typeof value !== "object")
    return printable(String(value)).replace(/[&<>"']/g, (character) => entities[character] ?? "");
  return "markup" in value ? value.markup : value.map(render).join("");
}

/** Markup from a template: values are escaped and lose control and bidi characters, pieces of markup and lists of them are put in as they are. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  markup: String.raw({ raw: parts }, ...values.map(render)),
});

/** Markup that is known to be safe: our own styles and charts. */
export const raw = (markup: string): Html => ({ markup });
