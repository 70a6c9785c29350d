import { setTimeout as delay } from "node:timers/promises";
import { failedRecord, runOfLease } from "../../apps/api/test/recordOf.ts";
import type { Client } from "../../packages/core/schema/api/client.ts";
import type { Held } from "./crowd.ts";
import { StormDeeds } from "./deeds.ts";
import { honestRecord } from "./fakeTrials.ts";

export const board = "quick.self.cpu-wasm";

/** The seeded storm: what everybody does to a platform, in an order that the seed decides. */
export class Storm extends StormDeeds {
  async begin(): Promise<void> {
    for (const user of ["ada", "bea", "cyd"])
      this.submitters.set(user, await this.options.clientOf("submitter", user));
    for (const owner of ["h1", "h2", "h3", "h4"]) {
      for (const number of [1, 2]) await this.join(owner, `${owner}-${number}`, false);
    }
    for (const owner of ["l1", "l2"]) await this.joinLiar(owner);
    for (let count = 0; count < 3; count++) await this.enter();
  }

  async event(): Promise<void> {
    const kind = this.options.draw.weighted({
      ...{
        lease: 30,
        report: 26,
        twice: 3,
        lostAnswer: 3,
        late: 4,
        skewed: 2,
        heartbeat: 6,
        drain: 2,
        crash: 2,
      },
      ...{
        machineFailure: 1,
        runnerKill: 0.7,
        enter: 2.2,
        newVersion: 0.5,
        cancel: 0.3,
        requeue: 0.5,
        challenge: 0.5,
      },
      ...{ void: 0.25, lift: 0.4, clash: 4, forgive: 1, wait: 0.3, platformKill: 0.12 },
    });
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    await this.do(kind);
  }

  /** Only the honest are left, and work until nothing is open. */
  async calm(): Promise<void> {
    this.held = [];
    for (const held of this.later) if (!held.member.isLiar) await this.report(held);
    this.later = [];
    for (const id of this.lifts.splice(0)) await this.call(() => this.options.admin.liftVoid(id));
    await this.forgive();
    const honest = this.members.filter(({ isLiar }) => !isLiar);
    for (let idle = 0; idle < 8; ) {
      let worked = 0;
      for (const member of honest) {
        await this.lease(member);
        for (const held of this.held.splice(0)) {
          await this.report(held);
          worked++;
        }
      }
      if (worked > 0) idle = 0;
      else {
        idle++;
        await this.requeueAll();
        await delay(700);
      }
    }
  }

  protected async do(kind: string): Promise<void> {
    const { draw, admin } = this.options;
    const held = this.held.length === 0 ? null : draw.pick(this.held);
    switch (kind) {
      case "lease":
        return this.lease(draw.pick(this.members));
      case "report":
        if (held !== null) await this.report(this.take(held));
        return;
      case "twice":
        if (held !== null) await Promise.all([this.report(this.take(held)), this.report(held)]);
        return;
      case "lostAnswer":
        // It arrived, but the runner does not know.
        if (held !== null) {
          await this.report(held);
          this.later.push(this.take(held));
        }
        return;
      case "late":
        if (held !== null && draw.chance(0.5)) this.later.push(this.take(held));
        else if (this.later.length > 0)
          await this.report(this.later.splice(draw.below(this.later.length), 1)[0] as Held);
        return;
      case "skewed":
        if (held !== null) await this.reportSkewed(held);
        return;
      case "heartbeat":
        if (held !== null) await this.beat(held);
        return;
      case "drain":
      case "crash":
        if (held !== null) {
          const { trial, attempt } = this.take(held).lease;
          await this.call(() =>
            held.member.client.release(trial, { attempt, cause: kind, reason: "the storm" }),
          );
        }
        return;
      case "machineFailure":
        if (held !== null) {
          const { lease } = this.take(held);
          const { startedAt, finishedAt } = honestRecord(lease, new Date());
          held.record = { ...failedRecord(runOfLease(lease), "machine"), startedAt, finishedAt };
          await this.report(held);
        }
        return;
      case "runnerKill": {
        const killed = draw.pick(this.members);
        this.held = this.held.filter(({ member }) => member !== killed);
        return;
      }
      case "enter":
        return this.enter();
      case "newVersion":
        return this.enter([...this.versions.keys()]);
      case "cancel":
        return void (await this.onEntry((client, id) => client.cancelEntry(id)));
      case "requeue":
        return this.requeueAll();
      case "challenge":
        return this.challenge();
      case "void":
        return this.void();
      case "lift": {
        const id = this.lifts.shift();
        if (id !== undefined) await this.call(() => admin.liftVoid(id));
        return;
      }
      case "clash":
        if (held !== null) await this.clash(held);
        return;
      case "forgive":
        return this.forgive();
      case "wait":
        return delay(500 + draw.below(2500));
      case "platformKill":
        return this.killPlatform();
      default:
        throw new Error(`no event ${kind}`);
    }
  }

  protected async enter(names: readonly string[] = []): Promise<void> {
    const { draw } = this.options;
    const user = draw.pick([...this.submitters.keys()]);
    const own = names.filter((name) => name.startsWith(user));
    const name = own.length === 0 ? `${user}_${this.versions.size}` : draw.pick(own);
    const number = (this.versions.get(name) ?? 0) + 1;
    this.versions.set(name, number);
    const client = this.submitters.get(user) as Client;
    const version = await this.call(() => client.createSubmission(sourceOf(name, number)));
    if (version === null) return;
    const entry = await this.call(() => client.createEntry({ version: version.version, board }));
    if (entry !== null) this.entries.push(`${user} ${entry.id}`);
  }

  protected async onEntry<Result>(
    use: (client: Client, id: string) => Promise<Result>,
  ): Promise<Result | null> {
    if (this.entries.length === 0) return null;
    const [user = "", id = ""] = this.options.draw.pick(this.entries).split(" ");
    return this.call(() => use(this.submitters.get(user) as Client, id));
  }

  protected async requeueAll(): Promise<void> {
    for (const key of this.entries) {
      const id = key.split(" ")[1] ?? "";
      if (!this.options.draw.chance(0.2) && this.held.length > 0) continue;
      const entry = await this.call(() => this.options.admin.entry(id));
      if (entry === null || entry.status === "cancelled" || entry.trials.failed === 0) continue;
      for (const trial of entry.trialGrid)
        if (trial.status === "quarantined") await this.call(() => this.options.admin.requeueTrial(trial.id));
    }
  }

  protected async challenge(): Promise<void> {
    const entry = await this.onEntry((client, id) => client.entry(id));
    const done = entry?.trialGrid.filter(({ status }) => status === "finished") ?? [];
    if (done.length === 0) return;
    await this.call(() => this.options.admin.challenge(this.options.draw.pick(done).id));
  }

  protected async void(): Promise<void> {
    const { draw, admin } = this.options;
    const reason = "the storm";
    const what = draw.weighted({ runner: 2, record: 3, entry: 1 });
    const entry = await this.onEntry((client, id) => client.entry(id));
    const done = entry?.trialGrid.filter(({ status }) => status === "finished") ?? [];
    const subject =
      what === "runner" ? draw.pick(this.members).id : what === "entry" ? entry?.id : done[0]?.id;
    if (subject === undefined) return;
    const row = await this.call(() => admin.void({ kind: what, subject, reason }));
    // Entries stay void, runners come back.
    if (row !== null && what === "runner") this.lifts.push(row.id);
  }

  protected async killPlatform(): Promise<void> {
    const { draw } = this.options;
    this.isDown = true;
    const some = this.held.filter(() => draw.chance(0.3)).slice(0, 6);
    const inFlight = some.map((held) => this.report(held));
    const leases = Array.from({ length: 3 }, () => this.lease(draw.pick(this.members)));
    await delay(draw.below(40));
    await this.options.killPlatform();
    await Promise.all([...inFlight, ...leases]);
    this.isDown = false;
    this.later.push(...some.map((held) => this.take(held)));
  }
}

const sourceOf = (name: string, number: number) => ({
  entry: "submission.ts",
  files: {
    "submission.ts": `// version ${number}
import { defineSubmission } from "steepest";
export default defineSubmission({
  name: "${name}",
  ruleset: "self",
  hyperparameters: [{ lr: 0.1 }],
  init() { return null; },
  update(ctx) { return { params: ctx.params, state: ctx.state }; },
});
`,
  },
});
