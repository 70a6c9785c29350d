import type { z } from "zod";

/** What an address asks of the fields of a filter. */
export interface AskedFields<Filter> {
  readonly filter: Filter;
  /** Of it what asks for something, as the address has it. */
  readonly given: ReadonlyMap<string, string>;
  /** What means nothing, and filters nothing: `stateTo=much`. */
  readonly ignored: readonly string[];
}

export function askedFields<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  asked: URLSearchParams,
): AskedFields<Partial<z.output<z.ZodObject<Shape>>>> {
  const fields = Object.keys(schema.shape).flatMap((name) => {
    const value = asked.get(name)?.trim() ?? "";
    return value === "" ? [] : [{ name, value }];
  });
  const reads = ({ name, value }: (typeof fields)[number]): boolean =>
    schema.safeParse({ [name]: value }).success;
  const good = fields.filter(reads);
  const given = new Map(good.map(({ name, value }) => [name, value]));
  return {
    filter: schema.parse(Object.fromEntries(given)),
    given,
    ignored: fields.filter((field) => !reads(field)).map(({ name, value }) => `${name}=${value}`),
  };
}
