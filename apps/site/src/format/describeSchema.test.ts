import { expect, test } from "vitest";
import { describeSchema } from "./describeSchema.ts";

test("a schema reads like a TypeScript type", () => {
  expect(
    describeSchema({
      type: "object",
      required: ["id", "interval"],
      properties: {
        id: { type: "string", description: "what it\nis called" },
        measure: { enum: ["wall", "cpu"], default: "wall" },
        interval: { type: ["array", "null"], items: { type: "number" } },
        times: { type: "object", additionalProperties: { anyOf: [{ type: "number" }, { type: "null" }] } },
        rows: { type: "array", items: { $ref: "#/components/schemas/Row" } },
      },
    }),
  ).toBe(`{
  id: string;  // what it is called
  measure?: "wall" | "cpu";  // default "wall"
  interval: number[] | null;
  times?: { [name: string]: number | null };
  rows?: Row[];
}`);
});

test("what nests without end is cut", () => {
  const nested = Array.from({ length: 20 }).reduce<object>(
    (inner) => ({ type: "object", properties: { inner } }),
    { type: "string" },
  );
  expect(describeSchema(nested)).toContain("{ … }");
});
