import { expect, test } from "vitest";
import { known } from "./cards.ts";
import { scoredWorkloads } from "./scoredWorkloads.ts";

test("a variant is scored with its base where that is scored, alone otherwise; unknown workloads are their own", () => {
  const variant = known.find(({ variantOf }) => variantOf !== null);
  if (variant === undefined) throw new Error("there is no variant");
  const { id, variantOf } = variant as typeof variant & { variantOf: string };
  expect(scoredWorkloads([variantOf, id, "elsewhere"])).toEqual([
    { id: variantOf, variantOf: null },
    { id, variantOf },
    { id: "elsewhere", variantOf: null },
  ]);
  expect(scoredWorkloads([id])).toEqual([{ id, variantOf: null }]);
});
