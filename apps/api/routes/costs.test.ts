import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { card, suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { clientFor, enter, register, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const ada = await clientFor("submitter", "ada");
const bert = await clientFor("submitter", "bert");
const machine = await clientFor("runner", "machine");
const board = "quick.self.cpu-wasm";

test("a quote says trials, time and energy at most, and waits for no runner that is not there", async () => {
  const quote = await visitor.quote(board);
  const { workloads, rulesets } = suite("quick");
  const { studies, trials } = rulesets.self;
  const budgets = workloads.map((id) => budgetOf(card(id).target, "cpu-wasm", "self") ?? 0);
  expect(quote).toMatchObject({
    ...{ board, measure: "reference", trials: workloads.length * studies * trials },
    ...{ runnersOnline: 0, estimateSeconds: null },
  });
  expect(quote.chargedSeconds).toBeCloseTo(studies * trials * budgets.reduce((sum, one) => sum + one, 0), 6);
  // Ten watts for as long as it trains and evaluates.
  expect(quote.wattHours).toBeGreaterThan(((quote.chargedSeconds ?? 0) * 10) / 3600);
  expect((await visitor.quote("quick.external.cpu-wasm")).trials).toBeGreaterThan(quote.trials);
  expect(await problemOf(visitor.quote("no.self.cpu-wasm"))).toMatchObject({ status: 404 });
});

test("the ledger says what one's entries have cost, and is one's own", async () => {
  expect(await ada.ledger()).toMatchObject({
    entries: [],
    total: { records: 0, chargedSeconds: 0 },
    more: false,
  });
  const { id: entry } = await enter(ada, "costly");
  const { id } = await register(machine, "machine-1");
  for (let ran = 0; ran < 4; ran++) {
    const lease = await machine.lease(id);
    if (lease === null) throw new Error("no lease");
    await machine.report(lease.trial, { attempt: lease.attempt, record: recordOf(runOfLease(lease), 2) });
  }
  const { entries, total } = await ada.ledger();
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ entry, submission: "costly", board, trials: 9, records: 4, steps: 800 });
  expect(entries[0]?.gradients).toBe(total.gradients);
  expect(total.gradients).toBeGreaterThan(0);
  expect(entries[0]?.chargedSeconds).toBeCloseTo(8, 9);
  expect(total.wattHours).toBeCloseTo(80 / 3600, 9);
  expect((await bert.ledger()).entries).toEqual([]);
  expect(await problemOf(visitor.ledger())).toMatchObject({ status: 401 });
  expect(await problemOf(machine.ledger())).toMatchObject({ status: 403 });
  // Now that a runner has worked, its pace says how long another entry would take.
  expect(await bert.quote(board)).toMatchObject({ runnersOnline: 1 });
});
