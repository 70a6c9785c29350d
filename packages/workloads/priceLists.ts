import { type PriceList, priceListSchema } from "@steepest/core/schema/priceList.ts";
import { basisOf, measureOf } from "./hardwareClasses.ts";
import cpuWasm from "./prices/cpu-wasm.json" with { type: "json" };

/** By hardware class, as `npm run prices` wrote them. */
const lists: Readonly<Record<string, unknown>> = { "cpu-wasm": cpuWasm };
const checked = new Map<string, PriceList>();

/** The price list of a hardware class that is ruled by reference time; null where the clock rules. */
export function priceListOf(hardwareClass: string): PriceList | null {
  if (measureOf(hardwareClass) === "wall") return null;
  const basis = basisOf(hardwareClass);
  const list = checked.get(basis) ?? priceListSchema.parse(lists[basis]);
  checked.set(basis, list);
  return list;
}
