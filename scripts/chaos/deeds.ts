import { type Held, StormCrowd } from "./crowd.ts";

/** Of whom or what a deed is. */
interface Subject {
  readonly entry: string;
  readonly trial: string;
  readonly runner: string;
  readonly owner: string;
}

const reason = "the storm";

/** What administration does, by what it is done to. None of it is a reason to lose a trial, or to count one twice. */
export const deeds = [
  ...["ban", "unban", "drainRunner", "resumeRunner", "banUser", "unbanUser"],
  ...["hide", "show", "withdraw", "cancel", "rerun", "transfer", "newVersion"],
  ...["giveUp", "requeue", "challenge", "voidRecord", "voidEntry", "voidRunner", "lift"],
] as const;
type Deed = (typeof deeds)[number];

/** Deeds that take something away for good: rare, or a storm has nothing left to blow at. */
const rare: ReadonlySet<Deed> = new Set(["withdraw", "cancel", "voidEntry"]);

/** A storm with administration in it. */
export abstract class StormDeeds extends StormCrowd {
  /** Several deeds of what one runner has in hand, beside its report or its heartbeat, all at once. */
  async clash(held: Held): Promise<void> {
    const { draw } = this.options;
    const { lease, member } = held;
    const subject = { entry: lease.entry, trial: lease.trial, runner: member.id, owner: member.owner };
    const some = Array.from({ length: 1 + draw.below(3) }, () => this.drawDeed());
    const own = draw.weighted({ report: 6, twice: 2, beat: 1, lease: 2 });
    const ownActs = {
      report: () => this.report(this.take(held)),
      twice: () => Promise.all([this.report(this.take(held)), this.report(held)]),
      beat: () => this.beat(held),
      lease: () => Promise.all([this.lease(member), this.lease(draw.pick(this.members))]),
    };
    const acts: (() => Promise<unknown>)[] = some.map((deed) => () => this.deed(deed, subject));
    acts.splice(draw.below(acts.length + 1), 0, ownActs[own]);
    this.counts[`clash ${own}`] = (this.counts[`clash ${own}`] ?? 0) + 1;
    await Promise.all(acts.map((act) => act()));
  }

  /** Who was banned or drained comes back: nobody is kept away for good. */
  async forgive(): Promise<void> {
    const { admin } = this.options;
    for (const { id, owner } of this.members) {
      await this.call(() => admin.actOnUser(owner, { action: "unban" }));
      await this.call(() => admin.actOnRunner(id, { action: "unban" }));
      await this.call(() => admin.actOnRunner(id, { action: "resume" }));
    }
  }

  private drawDeed(): Deed {
    const { draw } = this.options;
    const deed = draw.pick(deeds);
    return rare.has(deed) && !draw.chance(0.1) ? "challenge" : deed;
  }

  private async deed(deed: Deed, { entry, trial, runner, owner }: Subject): Promise<void> {
    const { draw, admin } = this.options;
    this.counts[`deed ${deed}`] = (this.counts[`deed ${deed}`] ?? 0) + 1;
    const act = async (call: () => Promise<unknown>) => void (await this.call(call));
    switch (deed) {
      case "ban":
        return act(() => admin.actOnRunner(runner, { action: "ban", reason }));
      case "unban":
        return act(() => admin.actOnRunner(runner, { action: "unban" }));
      case "drainRunner":
        return act(() => admin.actOnRunner(runner, { action: "drain" }));
      case "resumeRunner":
        return act(() => admin.actOnRunner(runner, { action: "resume" }));
      case "banUser":
        return act(() => admin.actOnUser(owner, { action: "ban", reason }));
      case "unbanUser":
        return act(() => admin.actOnUser(owner, { action: "unban" }));
      case "hide":
        return act(() => admin.hideEntry(entry));
      case "show":
        return act(() => admin.showEntry(entry));
      case "withdraw":
        return act(() => admin.withdrawEntry(entry));
      case "cancel":
        return act(() => admin.cancelEntry(entry));
      case "rerun":
        return act(() => admin.rerunEntry(entry));
      case "transfer":
        return act(async () => {
          const { submission } = await admin.entry(entry);
          await admin.transferSubmission(submission, draw.pick([...this.submitters.keys()]));
        });
      case "newVersion":
        return this.enter([...this.versions.keys()]);
      case "giveUp":
        return act(() => admin.giveUpTrial(trial, reason));
      case "requeue":
        return act(() => admin.requeueTrial(trial));
      case "challenge":
        return act(() => admin.challenge(trial));
      case "voidRecord":
        return act(() => admin.void({ kind: "record", subject: trial, reason }));
      case "voidEntry":
        return act(() => admin.void({ kind: "entry", subject: entry, reason }));
      case "voidRunner": {
        const row = await this.call(() => admin.void({ kind: "runner", subject: runner, reason }));
        if (row !== null) this.lifts.push(row.id);
        return;
      }
      case "lift": {
        const id = this.lifts.shift();
        if (id !== undefined) await act(() => admin.liftVoid(id));
      }
    }
  }

  protected abstract enter(names?: readonly string[]): Promise<void>;
}
