import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonModule } from "./jsonModule.ts";

const accepts = (take: () => unknown): boolean => {
  try {
    take();
    return true;
  } catch {
    return false;
  }
};

/** JSON with a few characters taken out or put in. */
const nearJson = fc
  .tuple(
    fc.json({ maxDepth: 5 }),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom("", ",", '"', "]", "}", "\\", "0", " ", "-", "e", "\n"),
  )
  .map(([json, at, out, put]) => {
    const place = at % (json.length + 1);
    return json.slice(0, place) + put + json.slice(place + out);
  });

test("exactly what JSON.parse takes is a module", () => {
  fc.assert(
    fc.property(nearJson, (text) => {
      expect(accepts(() => jsonModule("a.json", text))).toBe(accepts(() => JSON.parse(text)));
    }),
    { numRuns: 2000 },
  );
});
