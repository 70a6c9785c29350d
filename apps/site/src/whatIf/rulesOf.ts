import type { BoardStudies } from "@steepest/core/schema/api/boards.ts";
import { mostRelaxed } from "@steepest/core/score/milestones.ts";
import { boardRules, type WhatIf } from "@steepest/core/score/whatIf.ts";

/** What r_max may be here: below, next to nobody but the fastest has a score; above, all have one. */
export const rMaxRange = { min: 1.1, max: 20 } as const;

/** The share of an address's `relax`, which is in percent. */
function relaxedOf(text: string | null): number {
  const percent = Number(text ?? Number.NaN);
  return percent > 0 && percent <= 100 * mostRelaxed ? percent / 100 : 0;
}

/** Names separated by commas or blanks. */
const names = (values: readonly string[]): string[] =>
  values.flatMap((value) => value.split(/[\s,]+/)).filter((name) => name !== "");

/** The rules that an address asks for; what it leaves out, or what makes no sense, is as on the board. */
export function rulesOf(asked: URLSearchParams, board: BoardStudies): WhatIf {
  const own = boardRules(board);
  const rMax = Number(asked.get("rmax") ?? Number.NaN);
  const chosen = names(asked.getAll("w")).filter((id) => own.workloads.has(id));
  return {
    rMax: rMax >= rMaxRange.min && rMax <= rMaxRange.max ? rMax : own.rMax,
    workloads: chosen.length === 0 ? own.workloads : new Set(chosen),
    without: new Set(names(asked.getAll("without"))),
    relaxed: relaxedOf(asked.get("relax")),
    anchor: asked.get("anchor") || own.anchor,
    added: null,
  };
}

/** The shortest address of such rules. */
export function rulesQuery(
  rules: WhatIf,
  board: BoardStudies,
  measure: string | null,
  /** Entries whose ranks are drawn, where the reader chose them. */
  ticked: readonly string[] = [],
): string {
  const own = boardRules(board);
  const query = new URLSearchParams();
  if (measure !== null) query.set("measure", measure);
  if (rules.rMax !== own.rMax) query.set("rmax", String(rules.rMax));
  if (rules.relaxed > 0) query.set("relax", String(Math.round(100 * rules.relaxed)));
  if (rules.workloads.size < own.workloads.size) query.set("w", [...rules.workloads].join(","));
  if (rules.without.size > 0) query.set("without", [...rules.without].join(","));
  if (rules.anchor !== own.anchor) query.set("anchor", rules.anchor ?? "");
  for (const entry of ticked) query.append("entry", entry);
  return query.toString().replaceAll("%2C", ",");
}
