import type { JsonSchema } from "../data/openApi.ts";

/** Deeper than this a reference does not help: the document itself does. */
const deepest = 5;

const indent = (depth: number): string => "  ".repeat(depth);

const comment = (schema: JsonSchema): string => {
  const parts = [
    schema.description?.replaceAll(/\s+/g, " "),
    schema.format,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? `  // ${parts.join(", ")}` : "";
};

/** A JSON Schema as people write a type down: TypeScript with comments. */
export function describeSchema(schema: JsonSchema, depth = 0): string {
  if (schema.$ref !== undefined) return schema.$ref.split("/").at(-1) ?? schema.$ref;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) {
    return [...new Set(options.map((option) => describeSchema(option, depth)))].join(" | ");
  }
  if (schema.allOf !== undefined) return schema.allOf.map((part) => describeSchema(part, depth)).join(" & ");
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => describeSchema({ ...schema, type }, depth)).join(" | ");
  }
  if (schema.prefixItems !== undefined) {
    return `[${schema.prefixItems.map((item) => describeSchema(item, depth)).join(", ")}]`;
  }
  if (schema.type === "array") {
    const item = describeSchema(schema.items ?? {}, depth);
    return item.includes(" | ") ? `(${item})[]` : `${item}[]`;
  }
  if (schema.properties !== undefined) {
    if (depth >= deepest) return "{ … }";
    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const mark = schema.required?.includes(name) ? "" : "?";
      return `${indent(depth + 1)}${name}${mark}: ${describeSchema(property, depth + 1)};${comment(property)}`;
    });
    return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent(depth)}}`;
  }
  if (typeof schema.additionalProperties === "object") {
    return `{ [name: string]: ${describeSchema(schema.additionalProperties, depth)} }`;
  }
  if (schema.type === "object") return "object";
  return typeof schema.type === "string" ? schema.type : "unknown";
}
