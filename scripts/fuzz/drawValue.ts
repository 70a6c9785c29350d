import type { Seeded } from "../chaos/seeded.ts";

/** As much of JSON Schema (2020-12) as the API's document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly format?: string;
  readonly additionalProperties?: boolean | Schema;
}

const hostileStrings = [
  ...[
    "",
    " ",
    "\0",
    "\u202e",
    "\ud800",
    "é",
    "e\u0301",
    "𝕊",
    "%00",
    "%",
    "../../x",
    "null",
    "undefined",
    "NaN",
    "__proto__",
  ],
  ...[
    "constructor",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "1e999",
    "-0",
    "0x10",
    "a\r\nset-cookie: x=1",
  ],
  ...[
    "toString",
    "hasOwnProperty",
    "2026-13-45T99:99:99Z",
    "https://[::1",
    "x".repeat(300),
    "9".repeat(400),
    "\\",
    '"',
  ],
];

const nested = (depth: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
};

/** What no schema asks for. */
export function drawHostile(draw: Seeded): unknown {
  const numbers = [0, -0, -1, 0.5, 1e21, 1e308, -1e308, 2 ** 53, 2 ** 53 + 2, 2 ** 31, -(2 ** 63), 5e-324];
  switch (draw.weighted({ string: 5, number: 4, other: 3, nested: 1, wide: 1 })) {
    case "string":
      return draw.pick(hostileStrings);
    case "number":
      return draw.pick(numbers);
    case "other":
      return draw.pick([
        null,
        true,
        false,
        [],
        {},
        [[]],
        { length: 1e9 },
        { toString: 1 },
        JSON.parse('{"__proto__":{"x":1}}'),
      ]);
    case "nested":
      return nested(draw.pick([3, 30, 63, 65, 300]));
    case "wide":
      return Array.from({ length: draw.pick([10, 1001]) }, () => draw.pick(hostileStrings));
  }
}

/** A value near what a schema takes: each part of it is hostile with a chance of `twist`. `known` are ids that exist. */
export function drawValue(
  schema: Schema,
  context: {
    readonly draw: Seeded;
    readonly resolve: (ref: string) => Schema;
    readonly known: readonly string[];
    readonly twist: number;
  },
  depth = 0,
): unknown {
  const { draw, resolve, known, twist } = context;
  const inner = (part: Schema) => drawValue(part, context, depth + 1);
  if (draw.chance(twist) || depth > 12) return drawHostile(draw);
  if (schema.$ref !== undefined) return inner(resolve(schema.$ref));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return draw.pick(schema.enum);
  const some = schema.anyOf ?? schema.oneOf;
  if (some !== undefined) return inner(draw.pick(some));
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(inner));
  const type = typeof schema.type === "object" ? draw.pick(schema.type) : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries([
        ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) =>
          schema.required?.includes(name) === true
            ? draw.chance(twist)
              ? []
              : [[name, inner(part)]]
            : draw.chance(0.5)
              ? [[name, inner(part)]]
              : [],
        ),
        ...(typeof schema.additionalProperties === "object"
          ? [[draw.pick(["submission.ts", "a", "b"]), inner(schema.additionalProperties)]]
          : []),
        ...(draw.chance(twist) ? [[String(draw.pick(hostileStrings)), drawHostile(draw)]] : []),
      ]);
    case "array":
      return Array.from({ length: (schema.minItems ?? 0) + draw.below(3) }, () => inner(schema.items ?? {}));
    case "integer":
    case "number": {
      const least = schema.minimum ?? 0;
      const value = least + draw.next() * Math.min(100, (schema.maximum ?? 100) - least);
      return type === "integer" ? Math.floor(value) : value;
    }
    case "boolean":
      return draw.chance(0.5);
    case "null":
      return null;
    case "string":
      if (schema.format === "date-time") return new Date(Date.now() - draw.below(1e9)).toISOString();
      return draw.chance(0.7) && known.length > 0
        ? draw.pick(known)
        : "a".repeat(Math.max(1, schema.minLength ?? 1));
    default:
      return drawHostile(draw);
  }
}
