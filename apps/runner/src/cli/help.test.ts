import { instruments } from "@steepest/core/lab/instruments.ts";
import { expect, test } from "vitest";
import { runCaptured } from "../../test/captureIo.ts";
import { commands } from "../commands.ts";

const help = async (...command: string[]) => (await runCaptured([...command, "--help"])).out;

test("steepest --help lists every command by purpose", async () => {
  const out = await help();
  for (const name of Object.keys(commands)) expect(out).toContain(`  ${name} `);
  expect(out).toMatchInlineSnapshot(`
    "Steepest: time-to-result benchmarks for training algorithms

    Usage  steepest <command> [options]

    Write an optimizer
      new            Write a commented template of a submission
      check          Load a submission in the sandbox, validate it and try 20 steps
      run            Train the workloads of a suite with submissions and score them on this machine
      calibrate      Find the hyperparameters that score best on all workloads of a suite at once
      trace          Compare a submission with a golden trajectory of a reference implementation
      mcp            Serve check, run, compare, submit, boards and documents to a coding agent (Model Context Protocol, stdio)

    Look inside training
      lab            Instruments that look inside training: curvature, spread, sensitivity …

    Look at results
      score          Score records, or AlgoPerf's log folders, as one board
      compare        Compare submissions: local runs, entries of a platform, or both
      replay         Run a record again and compare every number of it, to the bit
      verify         Check the signed receipt of a record, offline; with --replay run it again
      workloads      List workloads, show one, prepare their data, check one of your own
      submissions    List the reference submissions: paper, state, step cost, how each is verified

    Use a platform
      login          Sign in to a platform: shows a code to enter on its site
      whoami         Say who you are to a platform, and what you may do there
      logout         Revoke the token that \`steepest login\` got, and forget it
      submit         Upload a submission to a platform, enter it on a board, follow its trials
      status         Say how far an entry is, its place in the queue, and when it should end
      ledger         Say what your entries on a platform have cost
      notifications  Be told, by mail or a webhook, when an entry of yours ends, is challenged or void
      challenge      Ask a platform for an audit of a trial, once a day per board
      work           Be a runner: pull trials from a platform, run them, report the records
      doctor         Say what works on this machine, and why the rest does not

    Operate a platform
      admin          For operators: queue, trials, runners, users, entries, audits, events
      invite         For operators: make a link that signs a user in to the site, once
      void           For operators: withdraw an entry, a record, a runner or a user's, with a public reason
      keys           For operators: make the key that a deployment signs receipts with (STEEPEST_SIGNING_KEYS)

    \`steepest <command> --help\` shows a command's options. Every command takes --json.
    "
  `);
});

test("steepest without a command shows the help and exits with 2", async () => {
  expect((await runCaptured([])).code).toBe(2);
});

test("steepest new --help", async () => {
  expect(await help("new")).toMatchInlineSnapshot(`
    "Write a commented template of a submission (steepest new)

    USAGE steepest new [OPTIONS] [NAME]

    ARGUMENTS

      NAME    the submission's name; the file is NAME.ts (Default: my_optimizer)

    OPTIONS

      --ruleset=<external|self>    Tuned by a search space, or not at all (Default: self)
                         --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest check --help", async () => {
  expect(await help("check")).toMatchInlineSnapshot(`
    "Load a submission in the sandbox, validate it and try 20 steps (steepest check)

    USAGE steepest check [OPTIONS] <PATH>

    ARGUMENTS

      PATH    the submission: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts (Required)

    OPTIONS

      --backend=<auto|cuda|native|webgpu|wasm|cpu>    What runs the tensors; \`auto\` takes the fastest that \`steepest doctor\` finds (Default: wasm)
                                            --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest run --help", async () => {
  expect(await help("run")).toMatchInlineSnapshot(`
    "Train the workloads of a suite with submissions and score them on this machine (steepest run)

    USAGE steepest run [OPTIONS] <PATH>

    ARGUMENTS

      PATH=<...>    submissions, each a .ts or .js file, or a folder with an index.ts, external.ts or self.ts: one board with all of them (Required)

    OPTIONS

                                   --suite=<suite>    Which workloads and rules (Default: quick)
                            --held-out-seed=<text>    Draws the held-out variants of standard_heldout, to practise
                         --ruleset=<external|self>    Default: the submission's own
                                   --workload=<id>    Only these, repeated or separated by commas; a path to a file is a workload of your own (docs/workloads.md)
                                     --studies=<n>    Instead of the suite's number
                                      --trials=<n>    Trials per study (external ruleset)
                                        --seed=<n>    All randomness follows from it (Default: 1)
      --backend=<auto|cuda|native|webgpu|wasm|cpu>    What runs the tensors; \`auto\` takes the fastest that \`steepest doctor\` finds (Default: wasm)
                                        --jobs=<n>    Trials side by side (default: all cores where time is counted, all GPUs, else 1)
                                  --devices=<list>    GPUs to use, as \`doctor\` numbers them, e.g. 0,2-3 (default: all; one trial on each)
                                             --pin    Give each trial a core of its own (Linux with taskset) (Default: true)
                                          --no-pin    Let the system place trials
                                --budget=<seconds>    Charged seconds per trial, instead of the workload's
                                 --by=<time|steps>    What ends a trial and makes its score: charged time, or a fixed number of steps (Default: time)
                                            --caps    Stop a trial once it cannot change the score
                                       --baselines    Compare with the suite's baseline, run once on this machine (Default: true)
                                    --no-baselines    Run the submission only
                                       --out=<dir>    Where records and report go; an earlier run with the same settings is resumed
                                         --dry-run    Say what it would take at most, and run nothing
                                            --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest calibrate --help", async () => {
  expect(await help("calibrate")).toMatchInlineSnapshot(`
    "Find the hyperparameters that score best on all workloads of a suite at once (steepest calibrate)

    USAGE steepest calibrate [OPTIONS] <PATH>

    ARGUMENTS

      PATH    the submission, with a search space: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts (Required)

    OPTIONS

                                     --suite=<suite>    Which workloads and rules (Default: quick)
                              --held-out-seed=<text>    Draws the held-out variants of standard_heldout, to practise
                                     --workload=<id>    Only these; repeat it or separate by commas
                                        --points=<n>    Points of the search space to try; more later go on from these (Default: 20)
                                          --list=<n>    How many to choose: points that make up for each other, to be tried in turn (Default: 1)
                                       --studies=<n>    Seeds for the last points, instead of the suite's number
      --measure=<reference|wall|cpu|steps|gradients>    What times are made of (default: what rules the hardware class)
                                          --seed=<n>    All randomness follows from it (Default: 1)
        --backend=<auto|cuda|native|webgpu|wasm|cpu>    What runs the tensors; \`auto\` takes the fastest that \`steepest doctor\` finds (Default: wasm)
                                          --jobs=<n>    Trials side by side (default: all cores where time is counted, all GPUs, else 1)
                                    --devices=<list>    GPUs to use, as \`doctor\` numbers them, e.g. 0,2-3 (default: all; one trial on each)
                                               --pin    Give each trial a core of its own (Linux with taskset) (Default: true)
                                            --no-pin    Let the system place trials
                                    --budget=<share>    Share of each workload's budget that a trial has (Default: 1)
                                         --out=<dir>    Where log and reports go; an earlier calibration with the same settings is resumed
                                              --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest trace --help", async () => {
  expect(await help("trace")).toMatchInlineSnapshot(`
    "Compare a submission with a golden trajectory of a reference implementation (steepest trace)

    USAGE steepest trace [OPTIONS] <GOLDEN>

    ARGUMENTS

      GOLDEN    a golden-trajectory/1 file, as docs/golden.md describes it; its problem's file lies beside it or one folder up (Required)

    OPTIONS

                               --submission=<path>    Default: the reference submission of its optimizer
      --backend=<auto|cuda|native|webgpu|wasm|cpu>    What runs the tensors; \`auto\` takes the fastest that \`steepest doctor\` finds (Default: wasm)
                                            --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest score --help", async () => {
  expect(await help("score")).toMatchInlineSnapshot(`
    "Score records, or AlgoPerf's log folders, as one board (steepest score)

    USAGE steepest score [OPTIONS] <PATHS>

    ARGUMENTS

      PATHS=<...>    record files, exports of a board (JSON lines), or folders of them (Required)

    OPTIONS

                        --format=<steepest|algoperf>    What PATHS hold (Default: steepest)
                                    --targets=<file>    AlgoPerf's workload targets (JSON)
                        --direction=<metric=min|max>    What is better of a metric that AlgoPerf's targets leave open; may be repeated
                           --ruleset=<external|self>    Only records, or AlgoPerf's logs, of this ruleset
                     --integration=<exact|trapezoid>    Exact integral, or AlgoPerf's 100 points with their rules (Default: exact)
      --measure=<reference|wall|cpu|steps|gradients>    What times are made of (default: what rules the records; wall time for AlgoPerf's logs)
                          --missing=<strict|lenient>    A study without a result is not reached (AlgoPerf's official rule), or left out (Default: strict)
                                          --rmax=<r>    Upper end of the performance profile (Default: 4)
                                   --baseline=<name>    What speed-ups are stated against
                                              --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest replay --help", async () => {
  expect(await help("replay")).toMatchInlineSnapshot(`
    "Run a record again and compare every number of it, to the bit (steepest replay)

    USAGE steepest replay [OPTIONS] <RECORD>

    ARGUMENTS

      RECORD    a record that \`run\` or the platform wrote (Required)

    OPTIONS

      --submission=<path>    Its source, where it is not beside the record
        --workload=<path>    The file of its workload, where that is one of your own
                   --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest workloads --help", async () => {
  expect(await help("workloads")).toMatchInlineSnapshot(`
    "List workloads, show one, prepare their data, check one of your own (steepest workloads)

    USAGE steepest workloads list|show|prepare|check

    COMMANDS

         list    List workloads with data, licence, size, target and budget
         show    Show everything about one workload
      prepare    Build and validate the cached data of workloads
        check    Try whether a workload of your own keeps what a workload promises

    Use steepest workloads <command> --help for more information about a command.
    "
  `);
});

test("steepest submit --help", async () => {
  expect(await help("submit")).toMatchInlineSnapshot(`
    "Upload a submission to a platform, enter it on a board, follow its trials (steepest submit)

    USAGE steepest submit [OPTIONS] <PATH>

    ARGUMENTS

      PATH    the submission: a .ts or .js file, or a folder with an index.ts, external.ts or self.ts (Required)

    OPTIONS

          --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
      --token=<token>    Who you are to it; or STEEPEST_TOKEN
         --board=<id>    Default: quick, the submission's ruleset, cpu-wasm
            --private    Show source and results to you alone, until you publish the entry
             --follow    Stay until every trial has ended (Default: true)
          --no-follow    Only enter it
            --dry-run    Check it, say what an entry would cost, and send nothing
               --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest work --help", async () => {
  expect(await help("work")).toMatchInlineSnapshot(`
    "Be a runner: pull trials from a platform, run them, report the records (steepest work)

    USAGE steepest work [OPTIONS]

    OPTIONS

            --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
        --token=<token>    Who you are to it; or STEEPEST_TOKEN
          --name=<name>    What the platform calls this runner (default: the host's name)
             --jobs=<n>    Trials side by side (default: all cores where time is counted, all GPUs, else 1)
           --class=<id>    The hardware class to run trials of (Default: cpu-wasm)
       --devices=<list>    GPUs to use, as \`doctor\` numbers them, e.g. 0,2-3 (default: all; one trial on each)
                  --pin    Give each trial a core of its own (Linux with taskset) (Default: true)
               --no-pin    Let the system place trials
      --grace=<seconds>    How long running trials may go on after the first Ctrl-C or SIGTERM (Default: 30)
      --prepare=<suite>    Whose data is prepared before the first trial; other data with the first trial that needs it (Default: quick)
                 --once    Stop when nothing is queued, instead of waiting for more
                 --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest doctor --help", async () => {
  expect(await help("doctor")).toMatchInlineSnapshot(`
    "Say what works on this machine, and why the rest does not (steepest doctor)

    USAGE steepest doctor [OPTIONS]

    OPTIONS

      --backend=<cuda|native|webgpu|wasm|cpu>    Only this one, and compare its kernels with those of cpu
                                  --benchmark    Train mnist_mlp for 2 s on each backend that works, and calibrate (Default: true)
                               --no-benchmark    Only look
                                  --calibrate    Calibrate in full (about 10 s) as a runner does, instead of one pass
                                       --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest workloads list --help", async () => {
  expect(await help("workloads", "list")).toMatchInlineSnapshot(`
    "List workloads with data, licence, size, target and budget (steepest workloads list)

    USAGE steepest workloads list [OPTIONS]

    OPTIONS

      --suite=<suite>    Only those of a suite
           --variants    Held-out variants as well (--json has them anyway)
               --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest workloads show --help", async () => {
  expect(await help("workloads", "show")).toMatchInlineSnapshot(`
    "Show everything about one workload (steepest workloads show)

    USAGE steepest workloads show [OPTIONS] <ID>

    ARGUMENTS

      ID    the workload (Required)

    OPTIONS

      --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest workloads prepare --help", async () => {
  expect(await help("workloads", "prepare")).toMatchInlineSnapshot(`
    "Build and validate the cached data of workloads (steepest workloads prepare)

    USAGE steepest workloads prepare [OPTIONS] [IDS]

    ARGUMENTS

      IDS=<...>    workloads; all by default

    OPTIONS

      --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest login --help", async () => {
  expect(await help("login")).toMatchInlineSnapshot(`
    "Sign in to a platform: shows a code to enter on its site (steepest login)

    USAGE steepest login [OPTIONS]

    OPTIONS

        --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
      --name=<name>    What the token is called (default: this machine)
             --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest whoami --help", async () => {
  expect(await help("whoami")).toMatchInlineSnapshot(`
    "Say who you are to a platform, and what you may do there (steepest whoami)

    USAGE steepest whoami [OPTIONS]

    OPTIONS

          --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
      --token=<token>    Who you are to it; or STEEPEST_TOKEN
               --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest logout --help", async () => {
  expect(await help("logout")).toMatchInlineSnapshot(`
    "Revoke the token that \`steepest login\` got, and forget it (steepest logout)

    USAGE steepest logout [OPTIONS]

    OPTIONS

      --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
           --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test("steepest invite --help", async () => {
  expect(await help("invite")).toMatchInlineSnapshot(`
    "For operators: make a link that signs a user in to the site, once (steepest invite)

    USAGE steepest invite [OPTIONS] <USER>

    ARGUMENTS

      USER    the user's handle; created where there is none (Required)

    OPTIONS

             --api=<url>    The platform; or STEEPEST_API (default http://127.0.0.1:8788)
         --token=<token>    Who you are to it; or STEEPEST_TOKEN
      --minutes=<number>    How long it lasts (default 15, at most 1440)
                 --admin    Make the user an admin as well
                  --json    Print one JSON document on stdout, nothing else
    "
  `);
});

test.each(instruments.map((one) => [one.name, one] as const))(
  "steepest lab %s --help says what it measures, in which unit, after which paper and at what cost",
  async (name, { options }) => {
    // A line of help is broken where it is long.
    const out = (await help("lab", name)).replaceAll(/\s+/g, " ");
    expect(out).toMatch(/Measures .{40,}/);
    expect(out).toMatch(/After .*?\b(19|20)\d\d\b/);
    expect(out).toMatch(/Cost: .*(run|gradient|loss)/);
    expect(out).toMatch(/loss|metric|second|joule|step|percent|rank|eigenvalue|dimension|norm/);
    for (const option of Object.keys(options)) expect(out).toContain(`--${option}`);
  },
);
