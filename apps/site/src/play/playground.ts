import { createClient } from "@steepest/core/schema/api/client.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import { BoardComparison } from "./boardComparison.ts";
import { drafts, readDraftSource } from "./drafts.ts";
import { element } from "./element.ts";
import { LiveChart } from "./liveChart.ts";
import { PlayForm } from "./playForm.ts";
import { PointEditor } from "./pointEditor.ts";
import { type PracticeRun, runCurve } from "./practiceRun.ts";
import { showRunTable } from "./runTable.ts";
import { fromFragment, toFragment } from "./sharedPlay.ts";
import type { SourceEditor } from "./sourceEditor.ts";
import { submitPlay } from "./submitPlay.ts";
import { TrialLanes } from "./trialLanes.ts";
import type { TrialNews } from "./trialWorker.ts";

type State = "idle" | "running" | "resting";

/** Between the last key and reading what the source says of itself. */
const millisecondsOfRest = 600;
/** Runs that stay on the chart beside the board's. */
const mostRuns = 12;

/** The playground at work: what is written, what runs, what came of it. */
export class Playground {
  readonly #form: PlayForm;
  readonly #lanes: TrialLanes;
  readonly #points: PointEditor;
  readonly #chart: LiveChart;
  readonly #board: BoardComparison;
  #manifest: { readonly source: string; readonly manifest: Manifest } | null = null;
  /** Nothing of a stranger's source runs, sandbox or not, before its reader has asked for it. */
  #isForeign: boolean;
  /** Points that came with a link, until the source has said what they are points of. */
  #wanted: readonly HyperparameterPoint[] = [];
  #runs: PracticeRun[] = [];
  #state: State = "idle";
  #typed: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement) {
    const isFresh = root.dataset.origin === "starter" && location.hash === "";
    const form = new PlayForm(root, isFresh ? readDraftSource() : null, () => this.#edited());
    this.#form = form;
    this.#isForeign = root.dataset.origin === "version";
    this.#points = new PointEditor(form.part("points"), () => this.#refresh());
    this.#chart = new LiveChart(form.part("figure"));
    const client = createClient({ baseUrl: location.origin, fetch: (request) => fetch(request) });
    this.#board = new BoardComparison(client, () => this.#refresh());
    this.#lanes = new TrialLanes({
      onNews: (news) => this.#hear(news),
      onPrinted: (run, line) => form.part("printed").append(`${this.#label(run)}: ${line}\n`),
    });
    form.on("workload", "change", () => void this.#prepare());
    form.on("backend", "change", () => void this.#prepare());
    form.on("run", "click", () => void form.attempt(() => this.#run()));
    form.on("stop", "click", () => this.#rest(this.#state === "running"));
    form.on("discard", "click", () => this.#discard());
    form.on("add", "click", () => this.#points.add());
    form.on("sample", "click", () => this.#points.sample(5, form.seed));
    form.on("share", "click", () => void form.attempt(() => this.#share()));
    submitPlay({
      ...{ form, client, lanes: this.#lanes },
      describe: () => this.#describe(),
      setBusy: (isBusy) => this.#setState(isBusy ? "running" : "idle"),
    });
    form.on("clear", "click", () => {
      this.#runs = [];
      this.#refresh();
    });
  }

  /** Opens what the address carries, then loads what running takes. */
  async open(): Promise<SourceEditor> {
    const form = this.#form;
    await form.attempt(async () => {
      const shared = await fromFragment(location.hash);
      if (shared === null) return;
      form.fill(shared);
      this.#isForeign = true;
      this.#wanted = shared.points;
      form.say(
        "This source came with the link. It runs in a sandbox, in this tab, and not before you press Run.",
      );
    });
    void this.#prepare();
    return form.sources;
  }

  #edited(): void {
    // Whoever edits has read it.
    this.#isForeign = false;
    drafts.play.write(JSON.stringify(this.#form.source));
    clearTimeout(this.#typed);
    this.#typed = setTimeout(
      () => void this.#form.attempt(async () => void (await this.#describe())),
      millisecondsOfRest,
    );
  }

  #hear(news: TrialNews): void {
    const run = this.#runs.find(({ id }) => id === news.run);
    if (run === undefined) return;
    run.news = news;
    if (news.point !== null) run.points.push(news.point);
    this.#refresh();
  }

  readonly #label = (run: number): string => this.#runs.find(({ id }) => id === run)?.label ?? `run ${run}`;

  /** Engine and data, so that Run runs at once. */
  async #prepare(): Promise<void> {
    const form = this.#form;
    const { id } = form.workload;
    const status = form.part("ready");
    const show = (state: string, text: string) => {
      status.dataset.state = state;
      status.textContent = text;
    };
    show("loading", "Loading engine and data …");
    this.#refresh();
    await form.attempt(async () => {
      try {
        const { featureLevel, hardwareClass } = await this.#lanes.prepare(form.backend, id);
        if (form.workload.id !== id) return;
        const seconds = (performance.now() / 1000).toFixed(1);
        show("ready", `Ready after ${seconds} s: ${hardwareClass} (${featureLevel}).`);
      } catch (error) {
        show("failed", "Not ready.");
        throw error;
      }
      if (!this.#isForeign) await this.#describe();
      this.#compare();
      const isSoftwareToo = new URLSearchParams(location.search).get("gpu") === "software";
      const gpu = await this.#lanes.gpu(isSoftwareToo);
      if (gpu === null) return;
      form.part("gpu").textContent = gpu;
      form.show("backend-row", true);
    });
  }

  #compare(): void {
    const { id, suite } = this.#form.workload;
    const ruleset = this.#manifest?.manifest.ruleset ?? "self";
    void this.#board.show(`${suite}.${ruleset}.cpu-wasm`, id);
  }

  /** What the source says of itself: its search space is what the sliders are of. Null where it says nothing that can be run. */
  async #describe(): Promise<Manifest | null> {
    const form = this.#form;
    const text = JSON.stringify(form.source);
    if (this.#manifest?.source === text) return this.#manifest.manifest;
    const description = await this.#lanes.describe(form.source);
    if (JSON.stringify(form.source) !== text) return null;
    if ("mistake" in description) {
      form.showMistake(description.mistake);
      return null;
    }
    form.showMistake(null);
    const { manifest } = description;
    this.#manifest = { source: text, manifest };
    this.#points.show(manifest.hyperparameters, this.#wanted.length > 0 ? this.#wanted : undefined);
    this.#wanted = [];
    form.show("sample", this.#points.canSample);
    this.#compare();
    return manifest;
  }

  async #run(): Promise<void> {
    const form = this.#form;
    if (this.#state !== "idle") return;
    form.say();
    this.#isForeign = false;
    const manifest = await this.#describe();
    if (manifest === null) {
      form.part("mistake").scrollIntoView({ block: "nearest" });
      return;
    }
    const { id: workload } = form.workload;
    const points = [...this.#points.points];
    const first = (this.#runs.at(-1)?.id ?? 0) + 1;
    const made = points.map((point, at): PracticeRun => {
      const id = first + at;
      return { id, label: `run ${id}`, workload, point, points: [], news: null, record: null };
    });
    const before = this.#runs.filter(({ record }) => record !== null);
    this.#runs = [...before, ...made].slice(-mostRuns);
    form.part("printed").textContent = "";
    this.#setState("running");
    const runs = made.map(({ id }) => id);
    try {
      await this.#lanes.prepare(form.backend, workload);
      const practice = { source: form.source, manifest, workload, seed: form.seed, points };
      await this.#lanes.practise(practice, runs, (id, record) => {
        const run = made.find((one) => one.id === id);
        if (run !== undefined) run.record = record;
        this.#refresh();
      });
      form.say(`${made.length === 1 ? "The run has" : "All runs have"} ended.`);
    } finally {
      this.#setState("idle");
    }
  }

  #rest(isResting: boolean): void {
    this.#lanes.rest(isResting);
    this.#setState(isResting ? "resting" : "running");
  }

  /** Ends the workers whatever they do, and loads others. */
  #discard(): void {
    this.#lanes.close();
    this.#runs = this.#runs.filter(({ record }) => record !== null);
    this.#setState("idle");
    void this.#prepare();
  }

  async #share(): Promise<void> {
    const form = this.#form;
    // Without what the page was opened with: the link has all of it.
    history.replaceState(null, "", location.pathname + (await toFragment(form.shared(this.#points.points))));
    const attributes = { readonly: "", value: location.href, "aria-label": "Link to this playground" };
    const link = element("input", attributes);
    const copied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    form.say(copied ? "The link is copied: " : "The link, to be copied: ", link);
    link.select();
  }

  #setState(state: State): void {
    this.#state = state;
    const form = this.#form;
    form.part("stop").textContent = state === "resting" ? "Continue" : "Stop";
    for (const name of ["stop", "discard"]) form.enable(name, state !== "idle");
    for (const name of ["run", "workload", "backend", "seed"]) form.enable(name, state === "idle");
    this.#refresh();
  }

  #refresh(): void {
    const form = this.#form;
    const { workload } = form;
    const runs = this.#runs.filter((run) => run.workload === workload.id);
    // By the clock nothing is comparable with a board.
    const isByClock = form.backend === "webgpu";
    const series = [...(isByClock ? [] : this.#board.curves), ...runs.map(runCurve)];
    this.#chart.show(series, workload, isByClock);
    const names = [...new Set(series.map(({ name }) => name))];
    const isResting = this.#state === "resting";
    if (runs.length > 0) showRunTable(form.part("runs"), { runs, isResting, names, workload });
    form.show("runs", runs.length > 0);
    form.show("clear", runs.length > 0 && this.#state === "idle");
    form.show("add", this.#points.canAdd);
  }
}
