import { UserError } from "@steepest/base/userError.ts";
import { ApiError } from "@steepest/core/schema/api/apiError.ts";
import { type Client, createClient } from "@steepest/core/schema/api/client.ts";
import { describeQuote } from "@steepest/core/schema/api/describeQuote.ts";
import { enterVersion } from "@steepest/core/schema/api/enterVersion.ts";
import { uploadVersion } from "@steepest/core/schema/api/uploadVersion.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { showReport } from "../submit/showReport.ts";
import { drafts } from "./drafts.ts";
import { element } from "./element.ts";
import type { PlayForm } from "./playForm.ts";
import type { TrialLanes } from "./trialLanes.ts";

interface Submitting {
  readonly form: PlayForm;
  readonly client: Client;
  readonly lanes: TrialLanes;
  readonly describe: () => Promise<Manifest | null>;
  readonly setBusy: (isBusy: boolean) => void;
}

/** The class whose records a tab can claim: the one that boards are of. */
const hardwareClass = "cpu-wasm";

/** Makes "Submit this" check the source, upload it, enter it, and where that is wished run the entry's trials here and claim their records. */
export function submitPlay({ form, client: visitor, lanes, describe, setBusy }: Submitting): void {
  const fields = form.part<HTMLFormElement>("submit");
  const field = (name: string) => fields.elements.namedItem(name) as HTMLInputElement | null;
  const token = field("token");
  if (token !== null) token.value ||= drafts.token.read() ?? "";
  const say = (...content: (Node | string)[]) => form.part("submitted").replaceChildren(...content);

  const suite = () => fields.querySelector("select")?.value ?? "quick";
  /** Of either ruleset: which one it is, is not read before somebody wants the source to be. */
  const showQuotes = async (): Promise<void> => {
    const asked = suite();
    const quotes = await Promise.all(
      rulesetSchema.options.map((ruleset) => visitor.quote(`${asked}.${ruleset}.${hardwareClass}`)),
    );
    if (suite() !== asked) return;
    form.part("quote").textContent = [...new Set(quotes.flatMap(describeQuote))].join(" ");
  };
  /** Without it one can submit as well. */
  const quote = () => void showQuotes().catch(() => form.part("quote").replaceChildren());
  fields.closest("details")?.addEventListener("toggle", quote, { once: true });
  fields.querySelector("select")?.addEventListener("change", quote);

  const submit = async (): Promise<void> => {
    const manifest = await describe();
    if (manifest === null) {
      say("The source has a mistake: see below the editor.");
      return;
    }
    const { source } = form;
    say("Checking …");
    await lanes.prepare("wasm", form.workload.id);
    const report = await lanes.first.check(source);
    say(...showReport(report));
    if (!report.ok) return;
    if (token !== null) drafts.token.write(token.value);
    const secret = token?.value.trim() ?? "";
    const client =
      secret === ""
        ? visitor
        : createClient({ baseUrl: location.origin, token: secret, fetch: (request) => fetch(request) });
    const isPrivate = field("private")?.checked ?? false;
    const { version } = await uploadVersion(client, source, { isPrivate });
    const board = `${suite()}.${manifest.ruleset}.${hardwareClass}`;
    const { id } = await enterVersion(client, { version, board, private: isPrivate });
    if (field("here")?.checked !== true) {
      location.assign(`/entries/${id}`);
      return;
    }
    await claimTrials({ client, lanes, id, version, source, manifest, say });
  };

  fields.addEventListener("submit", (event) => {
    event.preventDefault();
    setBusy(true);
    void form.attempt(submit).finally(() => setBusy(false));
  });
}

interface Claiming {
  readonly client: Client;
  readonly lanes: TrialLanes;
  readonly id: string;
  readonly version: string;
  readonly source: SubmissionSource;
  readonly manifest: Manifest;
  readonly say: (...content: (Node | string)[]) => void;
}

/** Runs what is queued of an entry, one trial after the other, and gives each record to the API as a claim. What a runner takes meanwhile is the runner's. */
async function claimTrials({ client, lanes, id, version, source, manifest, say }: Claiming): Promise<void> {
  const link = () => element("a", { href: `/entries/${id}` }, `entry ${id}`);
  const tried = new Set<string>();
  for (let sent = 0; ; ) {
    const { trialGrid } = await client.entry(id);
    const next = trialGrid.find((trial) => trial.status === "queued" && !tried.has(trial.id));
    if (next === undefined) {
      say(
        `${sent} ${sent === 1 ? "record" : "records"} sent; they are claimed until they are audited: `,
        link(),
      );
      return;
    }
    tried.add(next.id);
    const { workload, study, trial, seed, hyperparameters } = next;
    say(
      `${sent} of ${trialGrid.length} records sent; ${workload}, study ${study + 1}, trial ${trial + 1} runs: `,
      link(),
    );
    const terms = await lanes.prepare("wasm", workload);
    if (terms.hardwareClass !== hardwareClass) throw otherClass(terms.hardwareClass, id);
    const record = await lanes.first.claim({
      run: 0,
      planned: {
        ...{ workload, study, trial, seed, hyperparameters, source, version },
        ...{ submission: manifest.name, ruleset: manifest.ruleset },
      },
      tab: terms,
    });
    sent += await client.uploadRecords(id, [record]).then(
      () => 1,
      (error: unknown) => {
        // A runner was there first.
        if (error instanceof ApiError && error.status === 409) return 0;
        throw error;
      },
    );
  }
}

const otherClass = (here: string, entry: string): UserError =>
  new UserError({
    code: "other-class",
    what: `This browser's records are of the class ${here}, the board is of ${hardwareClass}.`,
    details: `It gives other bits. The entry ${entry} is made; its trials wait for runners.`,
    solution:
      "Open the playground in a browser that fuses multiply and add (Chromium), or leave the trials to runners.",
  });
