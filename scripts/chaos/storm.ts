import { setTimeout as delay } from "node:timers/promises";
import { environment } from "../../apps/api/test/environment.ts";
import { failedRecord, runOfLease } from "../../apps/api/test/recordOf.ts";
import { ApiError } from "../../packages/core/schema/api/apiError.ts";
import type { Client } from "../../packages/core/schema/api/client.ts";
import type { Lease } from "../../packages/core/schema/api/runners.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import { honestRecord, lieOf } from "./fakeTrials.ts";
import type { Seeded } from "./seeded.ts";

export const board = "quick.self.cpu-wasm";
const jobs = 4;

export interface Member {
  readonly owner: string;
  readonly client: Client;
  readonly isLiar: boolean;
  readonly name: string;
  readonly id: string;
}

interface Held {
  readonly lease: Lease;
  readonly member: Member;
  record: TrialRecord | null;
}

export interface StormOptions {
  readonly draw: Seeded;
  readonly clientOf: (role: "submitter" | "runner", user: string) => Promise<Client>;
  readonly admin: Client;
  /** SIGKILL to the platform's workerd; resolves when it answers again. */
  readonly killPlatform: () => Promise<void>;
}

export const leaseKey = ({ trial, attempt }: Pick<Lease, "trial" | "attempt">) => `${trial} ${attempt}`;

/** Answers that a storm earns: who was late, void, cancelled or refused. Anything else is a fault of the platform. */
const expected: readonly string[] = [
  ...[
    "lease-lost",
    "record-differs",
    "record-mismatch",
    "void",
    "unknown-trial",
    "entry-cancelled",
    "entry-ended",
  ],
  ...["not-quarantined", "no-record", "challenged-today", "already-void", "already-entered", "not-auditable"],
];

/** The seeded storm: what everybody does to a platform, in an order that the seed decides. Keeps what the invariants are checked against. */
export class Storm {
  readonly options: StormOptions;
  readonly counts: Record<string, number> = {};
  readonly violations: string[] = [];
  /** What a lease was answered with, by whoever held it. */
  readonly lies = new Set<string>();
  readonly told = new Set<string>();
  readonly honestRunners = new Set<string>();
  readonly liarRunners = new Set<string>();
  readonly #holders = new Map<string, string>();
  readonly #submitters = new Map<string, Client>();
  readonly #entries: string[] = [];
  readonly #versions = new Map<string, number>();
  readonly #members: Member[] = [];
  readonly #owners = new Map<string, Client>();
  #held: Held[] = [];
  /** Reports whose answer was lost, or that are to come late or twice. */
  #later: Held[] = [];
  #lifts: number[] = [];
  #liars = 0;
  /** While a kill lasts nobody is owed an answer. */
  #isDown = false;

  constructor(options: StormOptions) {
    this.options = options;
  }

  async begin(): Promise<void> {
    for (const user of ["ada", "bea", "cyd"])
      this.#submitters.set(user, await this.options.clientOf("submitter", user));
    for (const owner of ["h1", "h2", "h3", "h4"]) {
      for (const number of [1, 2]) await this.#join(owner, `${owner}-${number}`, false);
    }
    for (const owner of ["l1", "l2"]) await this.#joinLiar(owner);
    for (let count = 0; count < 3; count++) await this.#enter();
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
      ...{ void: 0.25, lift: 0.4, wait: 0.3, platformKill: 0.12 },
    });
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    await this.#do(kind);
  }

  /** Only the honest are left, and work until nothing is open. */
  async calm(): Promise<void> {
    this.#held = [];
    for (const held of this.#later) if (!held.member.isLiar) await this.#report(held);
    this.#later = [];
    for (const id of this.#lifts.splice(0)) await this.#call(() => this.options.admin.liftVoid(id));
    const honest = this.#members.filter(({ isLiar }) => !isLiar);
    for (let idle = 0; idle < 8; ) {
      let worked = 0;
      for (const member of honest) {
        await this.#lease(member);
        for (const held of this.#held.splice(0)) {
          await this.#report(held);
          worked++;
        }
      }
      if (worked > 0) idle = 0;
      else {
        idle++;
        await this.#requeueAll();
        await delay(700);
      }
    }
  }

  async #do(kind: string): Promise<void> {
    const { draw, admin } = this.options;
    const held = this.#held.length === 0 ? null : draw.pick(this.#held);
    switch (kind) {
      case "lease":
        return this.#lease(draw.pick(this.#members));
      case "report":
        if (held !== null) await this.#report(this.#take(held));
        return;
      case "twice":
        if (held !== null) await Promise.all([this.#report(this.#take(held)), this.#report(held)]);
        return;
      case "lostAnswer":
        // It arrived, but the runner does not know.
        if (held !== null) {
          await this.#report(held);
          this.#later.push(this.#take(held));
        }
        return;
      case "late":
        if (held !== null && draw.chance(0.5)) this.#later.push(this.#take(held));
        else if (this.#later.length > 0)
          await this.#report(this.#later.splice(draw.below(this.#later.length), 1)[0] as Held);
        return;
      case "skewed":
        if (held !== null) await this.#reportSkewed(held);
        return;
      case "heartbeat":
        if (held !== null) await this.#beat(held);
        return;
      case "drain":
      case "crash":
        if (held !== null) {
          const { trial, attempt } = this.#take(held).lease;
          await this.#call(() =>
            held.member.client.release(trial, { attempt, cause: kind, reason: "the storm" }),
          );
        }
        return;
      case "machineFailure":
        if (held !== null) {
          const { lease } = this.#take(held);
          const { startedAt, finishedAt } = honestRecord(lease, new Date());
          held.record = { ...failedRecord(runOfLease(lease), "machine"), startedAt, finishedAt };
          await this.#report(held);
        }
        return;
      case "runnerKill": {
        const killed = draw.pick(this.#members);
        this.#held = this.#held.filter(({ member }) => member !== killed);
        return;
      }
      case "enter":
        return this.#enter();
      case "newVersion":
        return this.#enter([...this.#versions.keys()]);
      case "cancel":
        return void (await this.#onEntry((client, id) => client.cancelEntry(id)));
      case "requeue":
        return this.#requeueAll();
      case "challenge":
        return this.#challenge();
      case "void":
        return this.#void();
      case "lift": {
        const id = this.#lifts.shift();
        if (id !== undefined) await this.#call(() => admin.liftVoid(id));
        return;
      }
      case "wait":
        return delay(500 + draw.below(2500));
      case "platformKill":
        return this.#killPlatform();
      default:
        throw new Error(`no event ${kind}`);
    }
  }

  #take(held: Held): Held {
    this.#held = this.#held.filter((other) => other !== held);
    return held;
  }

  async #join(owner: string, name: string, isLiar: boolean): Promise<void> {
    const client = this.#owners.get(owner) ?? (await this.options.clientOf("runner", owner));
    this.#owners.set(owner, client);
    const runner = await this.#call(() =>
      client.registerRunner({ name, environment: { ...environment, jobs } }),
    );
    if (runner === null) return;
    (isLiar ? this.liarRunners : this.honestRunners).add(runner.id);
    this.#members.push({ owner, client, isLiar, name, id: runner.id });
  }

  #joinLiar(owner: string): Promise<void> {
    return this.#join(owner, `${owner}-${++this.#liars}`, true);
  }

  async #enter(names: readonly string[] = []): Promise<void> {
    const { draw } = this.options;
    const user = draw.pick([...this.#submitters.keys()]);
    const own = names.filter((name) => name.startsWith(user));
    const name = own.length === 0 ? `${user}_${this.#versions.size}` : draw.pick(own);
    const number = (this.#versions.get(name) ?? 0) + 1;
    this.#versions.set(name, number);
    const client = this.#submitters.get(user) as Client;
    const version = await this.#call(() => client.createSubmission(sourceOf(name, number)));
    if (version === null) return;
    const entry = await this.#call(() => client.createEntry({ version: version.version, board }));
    if (entry !== null) this.#entries.push(`${user} ${entry.id}`);
  }

  async #onEntry<Result>(use: (client: Client, id: string) => Promise<Result>): Promise<Result | null> {
    if (this.#entries.length === 0) return null;
    const [user = "", id = ""] = this.options.draw.pick(this.#entries).split(" ");
    return this.#call(() => use(this.#submitters.get(user) as Client, id));
  }

  async #lease(member: Member): Promise<void> {
    const lease = await this.#call(() => member.client.lease(member.id));
    if (lease === null || lease === undefined) return;
    const key = leaseKey(lease);
    const holder = this.#holders.get(key);
    if (holder !== undefined && holder !== member.id)
      this.violations.push(`the lease ${key} was given to two runners`);
    this.#holders.set(key, member.id);
    // The same lease again, to a runner that never had the answer.
    if (!this.#held.some((held) => leaseKey(held.lease) === key))
      this.#held.push({ lease, member, record: null });
  }

  /** What a machine says of a lease: once, whatever becomes of the report. */
  #recordOf(held: Held): TrialRecord {
    if (held.record !== null) return held.record;
    const honest = honestRecord(held.lease, new Date());
    const isLie = held.member.isLiar && this.options.draw.chance(0.4);
    held.record = isLie ? lieOf(held.lease, honest, this.options.draw) : honest;
    if (isLie) this.lies.add(leaseKey(held.lease));
    return held.record;
  }

  async #report(held: Held, changed: Partial<TrialRecord> = {}): Promise<void> {
    const { trial, attempt } = held.lease;
    const record = { ...this.#recordOf(held), ...changed };
    this.told.add(leaseKey(held.lease));
    await this.#call(
      () => held.member.client.report(trial, { attempt, record }),
      async (error) => {
        // What was honest and in time may be late or unwanted, but never of another trial.
        if (error.code === "record-mismatch" && !held.member.isLiar && Object.keys(changed).length === 0) {
          const [first] = error.problem.errors ?? [];
          this.violations.push(
            `an honest record of ${leaseKey(held.lease)} was refused: ${first?.path} ${first?.message}`,
          );
        }
        if (error.code === "void" && held.member.isLiar) await this.#replace(held.member);
      },
    );
  }

  /** A clock that is hours off is told so, and the record counts once it is set. */
  async #reportSkewed(held: Held): Promise<void> {
    const { draw } = this.options;
    const at = new Date(
      Date.now() + (draw.chance(0.5) ? -1 : 1) * (30 + draw.below(600)) * 60_000,
    ).toISOString();
    await this.#report(held, { startedAt: at, finishedAt: at });
    await this.#report(this.#take(held));
  }

  async #beat({ lease, member }: Held): Promise<void> {
    const { trial, attempt } = lease;
    const progress = { step: 1, chargedSeconds: 0.5, metric: 0.5 };
    await this.#call(() => member.client.heartbeat(trial, { attempt, progress }));
  }

  /** Who was found lying comes back under another name. */
  async #replace(liar: Member): Promise<void> {
    const at = this.#members.indexOf(liar);
    if (at < 0) return;
    this.#members.splice(at, 1);
    this.#held = this.#held.filter(({ member }) => member !== liar);
    this.counts["a liar was void"] = (this.counts["a liar was void"] ?? 0) + 1;
    await this.#joinLiar(liar.owner);
  }

  async #requeueAll(): Promise<void> {
    for (const key of this.#entries) {
      const id = key.split(" ")[1] ?? "";
      if (!this.options.draw.chance(0.2) && this.#held.length > 0) continue;
      const entry = await this.#call(() => this.options.admin.entry(id));
      if (entry === null || entry.status === "cancelled" || entry.trials.failed === 0) continue;
      for (const trial of entry.trialGrid)
        if (trial.status === "quarantined") await this.#call(() => this.options.admin.requeueTrial(trial.id));
    }
  }

  async #challenge(): Promise<void> {
    const entry = await this.#onEntry((client, id) => client.entry(id));
    const done = entry?.trialGrid.filter(({ status }) => status === "finished") ?? [];
    if (done.length === 0) return;
    await this.#call(() => this.options.admin.challenge(this.options.draw.pick(done).id));
  }

  async #void(): Promise<void> {
    const { draw, admin } = this.options;
    const reason = "the storm";
    const what = draw.weighted({ runner: 2, record: 3, entry: 1 });
    const entry = await this.#onEntry((client, id) => client.entry(id));
    const done = entry?.trialGrid.filter(({ status }) => status === "finished") ?? [];
    const subject =
      what === "runner" ? draw.pick(this.#members).id : what === "entry" ? entry?.id : done[0]?.id;
    if (subject === undefined) return;
    const row = await this.#call(() => admin.void({ kind: what, subject, reason }));
    // Entries stay void, runners come back.
    if (row !== null && what === "runner") this.#lifts.push(row.id);
  }

  async #killPlatform(): Promise<void> {
    const { draw } = this.options;
    this.#isDown = true;
    const some = this.#held.filter(() => draw.chance(0.3)).slice(0, 6);
    const inFlight = some.map((held) => this.#report(held));
    const leases = Array.from({ length: 3 }, () => this.#lease(draw.pick(this.#members)));
    await delay(draw.below(40));
    await this.options.killPlatform();
    await Promise.all([...inFlight, ...leases]);
    this.#isDown = false;
    this.#later.push(...some.map((held) => this.#take(held)));
  }

  async #call<Result>(
    call: () => Promise<Result>,
    onRefusal: (error: ApiError) => Promise<void> | void = () => {},
  ): Promise<Result | null> {
    try {
      return await call();
    } catch (error) {
      if (this.#isDown) return null;
      if (error instanceof ApiError && error.status < 500) {
        this.counts[`answer ${error.code}`] = (this.counts[`answer ${error.code}`] ?? 0) + 1;
        if (!expected.includes(error.code))
          this.violations.push(`an answer that nobody earned: ${error.message} (${error.code})`);
        await onRefusal(error);
        return null;
      }
      this.violations.push(`no answer: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
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
