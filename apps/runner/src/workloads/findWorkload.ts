import { UserError } from "@steepest/base/userError.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { cards, worlds } from "@steepest/workloads/catalogue.ts";
import { closestWord } from "../cli/closestWord.ts";

/** The card that somebody asks for by its id; throws a UserError that says which one was probably meant. */
export const findWorkload = (id: string): WorkloadCard => findIn(cards, id);

/** The same where small worlds will do as well: nothing needs a target. */
export const findTrainable = (id: string): WorkloadCard => findIn([...cards, ...worlds], id);

function findIn(all: readonly WorkloadCard[], id: string): WorkloadCard {
  const found = all.find((card) => card.id === id);
  if (found !== undefined) return found;
  const meant = closestWord(
    id,
    all.map((card) => card.id),
  );
  const bases = all.filter(({ variantOf }) => variantOf === null).map((card) => card.id);
  throw new UserError({
    code: "unknown-workload",
    what: `There is no workload ${id}.`,
    ...(meant === null ? {} : { details: `Did you mean ${meant}?` }),
    solution: `Use one of: ${bases.join(", ")}; \`steepest workloads --variants\` lists their held-out variants, too.`,
  });
}
