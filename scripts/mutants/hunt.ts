import type { Mutant } from "./instrument.ts";
import type { CoveredFile, Results } from "./results.ts";
import { isAskedLast, isOwn, type Scope, testsOf } from "./scopes.ts";
import { type Outcome, type Run, runSession } from "./session.ts";

/** A session is a process; after so many files it has grown. */
const runsPerSession = 400;
/** So often a file runs without a mutant, to see that no mutant before it left something broken behind. */
const controlEvery = 40;

/** So many mutants that other tests missed are switched on together: what passes with all of them on misses each. */
const mostTogether = 8;

interface MutantRun extends Run {
  readonly of: readonly Mutant[];
}

/** Which tests of a file meet the mutant (null: it runs when modules load, so all), and how often: null where none does. */
function meeting({ key, atLoad }: Mutant, { coverage }: CoveredFile, inOrder: boolean) {
  const { load = {}, ...perTest } = coverage;
  const names = Object.keys(perTest);
  const met = names.filter((name) => perTest[name]?.[key] !== undefined);
  const hits = [load, ...Object.values(perTest)].reduce((sum, part) => sum + (part[key] ?? 0), 0);
  if (hits === 0) return null;
  if (atLoad || load[key] !== undefined) return { tests: null, hits, share: 1 };
  // The API's tests go on from what those before them left in the database.
  const tests = inOrder ? names.slice(0, names.indexOf(met.at(-1) as string) + 1) : met;
  return { tests, hits, share: tests.length / names.length };
}

type Unnamed = Omit<MutantRun, "name">;

/** A file's own tests notice a mutant so much more often than others. */
const ownLikelier = 4;

/** Whoever has missed one is asked for by so many files of a session: most are missed by all, and a session takes long to begin. */
const filesAhead = 4;

/** The next test files to ask of a mutant: the quickest, its own sooner, those that are far off last; none where all were asked. */
function nextRuns(scope: Scope, results: Results, mutant: Mutant): Unnamed[] {
  const known = results.byKey.get(mutant.key);
  if (known !== undefined && known.status !== "survived") return [];
  const candidates = testsOf(scope).flatMap((file) => {
    const covered = results.coverage.get(file);
    const met = covered && meeting(mutant, covered, scope.project === "workerd");
    if (!met || known?.missedBy[file] === covered.hash) return [];
    const cost = covered.milliseconds * met.share;
    const order = isOwn(file, mutant.file) ? cost / ownLikelier : cost;
    return [{ file, met, isLast: isAskedLast(scope, file, mutant.file), order }];
  });
  return candidates
    .toSorted((one, other) => Number(one.isLast) - Number(other.isLast) || one.order - other.order)
    .slice(0, known === undefined ? 1 : filesAhead)
    .map(({ file, met }) => ({
      file,
      of: [mutant],
      mutants: [mutant.id],
      tests: met.tests,
      hits: 20 * met.hits + 10_000,
      reload: met.tests === null,
      coverage: false,
      control: false,
    }));
}

/**
 * Runs of one test file put together. Only mutants of different source files: one that empties a function would hide those in it. Where one hides another none
 * the less, the other counts as missed: together they can only be taken for survivors wrongly, never for noticed.
 */
function together(runs: readonly Unnamed[], mostOf: (mutant: Mutant) => number): Unnamed[] {
  const groups: Unnamed[] = [];
  for (const run of runs) {
    const [mutant] = run.of as [Mutant];
    const most = mostOf(mutant);
    const at = groups.findIndex(
      ({ of }) =>
        of.length < Math.min(most, ...of.map(mostOf)) && of.every(({ file }) => file !== mutant.file),
    );
    const group = groups[at];
    if (group === undefined) groups.push(run);
    else {
      groups[at] = {
        ...group,
        of: [...group.of, mutant],
        mutants: [...group.mutants, mutant.id],
        tests: group.tests && run.tests && [...new Set([...group.tests, ...run.tests])],
        hits: group.hits + run.hits,
        reload: group.reload || run.reload,
      };
    }
  }
  return groups;
}

/** Whether some test file is still to be asked. */
export const isDue = (scope: Scope, results: Results, mutant: Mutant): boolean =>
  nextRuns(scope, results, mutant).length > 0;

/** What a run says of its mutant. */
function judge(run: MutantRun, outcome: Outcome): { status: "killed" | "timed out"; by: string } | null {
  if (outcome === "hung") return { status: "timed out", by: run.file };
  if (outcome.passed) return null;
  const endless = /Hit count limit reached|timed out in \d+\s?ms/u.test(outcome.error);
  return { status: endless ? "timed out" : "killed", by: `${run.file}: ${outcome.failed}` };
}

/** Asks test after test of every mutant until one notices it or all were asked. */
export async function hunt(
  scope: Scope,
  results: Results,
  mutants: readonly Mutant[],
  say: (line: string) => void,
): Promise<void> {
  /** Those whose outcome was doubted: each runs on modules of its own and is followed by a control. */
  const alone = new Set<string>();
  /** Those that were on together when a test failed, by their keys: so many at most next time. */
  const fewer = new Map<string, number>();
  const mostOf = ({ key }: Mutant) =>
    results.byKey.get(key)?.status !== "survived" || alone.has(key) ? 1 : (fewer.get(key) ?? mostTogether);
  for (;;) {
    const due = mutants.flatMap((mutant) => nextRuns(scope, results, mutant));
    if (due.length === 0) return;
    const inFile = ({ file, of: [mutant] }: Unnamed) =>
      `${file} ${alone.has(mutant?.key ?? "") ? "alone" : ""}`;
    // The first that were drawn before others, so that what is known when it is stopped is of a sample.
    const sorted = Object.values(Object.groupBy(due.slice(0, runsPerSession), inFile)).flatMap((runs = []) =>
      together(runs, mostOf),
    );
    const progress = await huntOnce(scope, results, sorted, { alone, fewer });
    results.save();
    say(`${scope.folder}: ${due.length} runs are due; ${progress}`);
  }
}

async function huntOnce(
  scope: Scope,
  results: Results,
  due: readonly Unnamed[],
  { alone, fewer }: { readonly alone: Set<string>; readonly fewer: Map<string, number> },
): Promise<string> {
  const runs: Run[] = [];
  const byName = new Map<string, MutantRun>();
  const push = (run: Omit<Run, "name">) => {
    const named = { ...run, name: String(runs.length).padStart(5, "0") };
    runs.push(named);
    return named;
  };
  /** What ran since the last control, which is asked the same tests. */
  let since: Run[] = [];
  /** The modules that are there were loaded with a mutant on. */
  let isStale = false;
  for (const [at, { of, ...run }] of due.entries()) {
    const isAlone = of.some(({ key }) => alone.has(key));
    const reload = run.reload || isAlone || isStale;
    isStale = run.reload || isAlone;
    const named = push({ ...run, reload });
    byName.set(named.name, { ...named, of });
    since.push(named);
    const next = due[at + 1];
    const changes = next?.file !== run.file || next.of.some(({ key }) => alone.has(key));
    if (changes || since.length >= controlEvery || isAlone) {
      const tests = since.some((one) => one.tests === null)
        ? null
        : [...new Set(since.flatMap((one) => one.tests ?? []))];
      push({
        ...{ ...run, mutants: [], tests, reload: isStale, hits: Number.MAX_SAFE_INTEGER },
        control: !isAlone,
      });
      since = [];
      isStale = false;
    }
  }

  let doubted: { readonly of: Mutant; readonly status: "killed" | "timed out"; readonly by: string }[] = [];
  let last: MutantRun | undefined;
  let [asked, noticed] = [0, 0];
  let stopped = false;
  let broken = "";
  /** A mutant that one file has noticed is asked of others, too, where they were planned before. */
  const isNoticed = ({ key }: Mutant) =>
    doubted.some(({ of }) => of.key === key) || (results.byKey.get(key)?.by ?? null) !== null;
  const settle = () => {
    for (const { of, status, by } of doubted) results.noticed(of.key, status, by);
    doubted = [];
    results.save();
  };
  const doubt = () => {
    // One alone stands: what ran before it was in order.
    if (doubted.length === 1 && alone.has(doubted[0]?.of.key as string)) settle();
    else for (const { of } of doubted) alone.add(of.key);
    doubted = [];
    stopped = true;
    return "stop" as const;
  };
  await runSession(scope, runs, (run, outcome) => {
    const mutantRun = byName.get(run.name);
    if (mutantRun === undefined) {
      if (outcome === "hung" || !outcome.passed) {
        broken = `; after it ${run.file} fails unchanged: ${outcome === "hung" ? outcome : outcome.error.split("\n", 1)[0]}`;
        return doubt();
      }
      settle();
      return "go on";
    }
    last = mutantRun;
    asked++;
    const verdict = judge(mutantRun, outcome);
    const [mutant, ...others] = mutantRun.of as [Mutant, ...Mutant[]];
    if (verdict === null) {
      const hash = results.coverage.get(mutantRun.file)?.hash as string;
      for (const { key } of mutantRun.of.filter((one) => !isNoticed(one))) {
        results.missed(key, mutantRun.file, hash);
        fewer.delete(key);
      }
      return "go on";
    }
    if (others.length > 0) {
      for (const { key } of mutantRun.of) fewer.set(key, Math.floor(mutantRun.of.length / 2));
      stopped ||= outcome === "hung";
      return outcome === "hung" ? "stop" : "go on";
    }
    if (!isNoticed(mutant)) noticed++;
    doubted.push({ of: mutant, ...verdict });
    if (outcome === "hung") {
      settle();
      stopped = true;
      return "stop";
    }
    return "go on";
  });
  if (!stopped && asked < byName.size) {
    // Vitest or its worker ended by itself, in the run after the last that was heard of.
    const at = last === undefined ? 0 : Number(last.name) + 1;
    const culprit = [...byName.values()].find(({ name }) => Number(name) >= at);
    for (const { key } of culprit?.of ?? []) {
      if (alone.has(key)) results.noticed(key, "killed", `${culprit?.file}: the process ended`);
      alone.add(key);
    }
    for (const { of } of doubted) alone.add(of.key);
  }
  return `${asked} asked, ${noticed} noticed${alone.size > 0 ? `, ${alone.size} asked alone` : ""}${broken}`;
}
