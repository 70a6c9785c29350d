import { printable } from "@steepest/base/printable.ts";
import { escapeXml } from "@steepest/charts/escapeXml.ts";

/** A piece of markup: what is in it has been escaped. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | boolean | Html | readonly Value[];

function render(value: Value): string {
  if (typeof value !== "object") return escapeXml(printable(String(value)));
  return "markup" in value ? value.markup : value.map(render).join("");
}

/** Markup from a template: values are escaped and lose control and bidi characters, pieces of markup and lists of them are put in as they are. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  markup: String.raw({ raw: parts }, ...values.map(render)),
});

/** Markup that is known to be safe: our own styles and charts. */
export const raw = (markup: string): Html => ({ markup });
