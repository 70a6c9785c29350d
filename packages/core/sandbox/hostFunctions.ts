import type { PriceList } from "../schema/priceList.ts";
import type { Host } from "../submission/guest/host.ts";
import { createFixedFunctions, type FixedFunctionsState } from "./fixedFunctions.ts";
import { awaitedTable, type HostName, type HostRow, hostTable } from "./host/hostTable.ts";
import { type HostWork, integers, mostLeaves, newCounters } from "./host/hostWork.ts";
import { createPricing, type PricedTrial } from "./host/pricing.ts";

/** What a sandbox gives; the rest of `HostWork` follows from it. New counters by default. */
export type HostState = Omit<HostWork, "fixedFunctions" | "counters" | "tree" | "trees" | "out"> &
  FixedFunctionsState &
  Partial<Pick<HostWork, "counters">>;

/** The host functions of one trial, as plain functions of numbers and text that may throw. */
export type HostFunctions = Pick<Host, HostName>;

/** Whole nanoseconds of a call of each of them. */
export type HostPrices = {
  readonly [Name in HostName]: (...values: Parameters<Host[Name]>) => number;
};

/** One thing of each row of the whole table. */
function ofEachRow<Table extends HostFunctions | HostPrices>(make: (row: HostRow) => Table[HostName]): Table {
  const rows = Object.entries({ ...hostTable, ...awaitedTable });
  return Object.fromEntries(rows.map(([name, row]) => [name, make(row as HostRow)])) as Table;
}

export function createHostFunctions(state: HostState): HostFunctions {
  const { table, counters = newCounters() } = state;
  const tree = (handle: number) => table.tree(handle);
  const work: HostWork = {
    ...state,
    counters,
    fixedFunctions: createFixedFunctions(state, counters),
    tree,
    trees: (json) => integers(json, mostLeaves).map(tree),
    out: (made) => table.add(made),
  };
  return ofEachRow<HostFunctions>(({ run }) => run(work));
}

/** The prices of all host functions. A call that will be refused may throw here; it then costs `call`. */
export function createHostPrices(list: PriceList, trial: PricedTrial): HostPrices {
  const pricing = createPricing(list, trial);
  return ofEachRow<HostPrices>(({ price }) => price(pricing));
}
