import { officialSeconds, type TrialRecord } from "../../packages/core/schema/record.ts";

/** What a cheat gets: a failure with this code and these words, or a trial that runs on without any gain. */
export interface Expectation {
  readonly outcome: "failed" | "exhausted" | "diverged";
  readonly code?: string;
  readonly says?: RegExp;
  /** All that it printed has to match. */
  readonly prints?: RegExp;
  readonly record?: (record: TrialRecord) => boolean;
  /** It would go on for ever: a short deadline ends it. All others have time, so that a busy machine changes nothing. */
  readonly isEndless?: boolean;
}

const refused = (says: RegExp, code = "guest-exception"): Expectation => ({ outcome: "failed", code, says });
const limit = (code: string, says = /./): Expectation => ({
  outcome: "failed",
  code,
  says,
  isEndless: code === "call-deadline",
});
const inVain = (prints = /^$/, record?: Expectation["record"]): Expectation => ({
  outcome: "exhausted",
  prints,
  ...(record ? { record } : {}),
});

const outside = /are there inside init, selectBatch, update and prepareForEval only/;
const frozen = /read-only|not extensible|no setter/;

/** Every file of sources/ by name: the test fails for a file that is not here. */
export const expectations: Readonly<Record<string, Expectation>> = {
  clock_date: refused(/:10: ReferenceError: 'Date' is not defined \(in update\)/),
  clock_performance: refused(/'performance' is not defined/),
  clock_hunt: inVain(/is not defined|cannot read property 'now' of undefined|not a function/),
  clock_counting_loop: inVain(/^counted 10000$/),
  elapsed_spread: inVain(/^false$/, (record) => !record.elapsedRead),
  elapsed_read: inVain(/^$/, (record) => record.elapsedRead),
  network_fetch: refused(/'fetch' is not defined/),
  network_xhr: refused(/'XMLHttpRequest' is not defined/),
  network_import: refused(/cannot import "https:/, "import-unknown"),
  network_import_http: refused(/cannot import "node:http"/, "import-unknown"),
  files_import: refused(/submission.ts:2: cannot import "fs"/, "import-unknown"),
  files_dynamic_import: refused(/cannot import "fs"/, "import-unknown"),
  files_require: refused(/'require' is not defined/),
  process_environment: refused(/'process' is not defined/),
  import_host: refused(/cannot import "steepest:\/host.ts"/, "import-unknown"),
  import_host_by_path: refused(/cannot import/, "import-unknown"),
  import_unknown: refused(/cannot import "lodash"/, "import-unknown"),
  import_by_pattern: refused(/exports nothing that is called "\(a\|aa\)\+\$"/, "import-unknown"),
  import_by_broken_pattern: refused(/exports nothing that is called "\(\("/, "import-unknown"),
  import_outside: refused(/cannot import/, "import-unknown"),
  global_escape: inVain(/of undefined|code from strings|got undefined|got function \(\) \{ \[code\] \}/),
  prototype_pollution: inVain(frozen),
  uncharged_iterator: refused(/'next' is read-only/),
  function_constructors: inVain(/^code from strings is not there|is not a constructor/),
  function_source: inVain(/^function \(\) \{ \[code\] \}$/),
  forged_prototype: refused(/must be a Tree/),
  forged_object: refused(/must be a Tree/),
  forged_proxy: refused(/must be a Tree/),
  forged_constructor: {
    ...refused(/this is not a Tree or Batch of this trial/),
    prints: /not a Tree or Batch of this trial|was freed/,
  },
  freed_tree: refused(/:12: this Tree or Batch was freed .*\(in update\)/),
  freed_batch: refused(/was freed .*\(in selectBatch\)/),
  batch_as_tree: refused(/a Batch was given where a Tree is needed/),
  tree_as_batch: refused(/selectBatch must return a Batch/),
  batch_contents: inVain(/^(\{\} 0 false \[object Object\]|constructor)$/),
  batch_read: refused(/expected a Tree, not Batch/),
  device_memory: refused(/slice: .* are not all inside the shape \[16\]/),
  loop_endless: limit("call-deadline", /update ran longer than 1 s/),
  loop_endless_catching: limit("call-deadline"),
  loop_endless_loading: limit("call-deadline", /loading/),
  loop_endless_jobs: limit("call-deadline"),
  loop_endless_after_await: limit("call-deadline", /update/),
  loop_endless_regex: limit("call-deadline"),
  loop_endless_batch_size: limit("call-deadline", /batchSize/),
  host_calls: limit("host-calls", /more than 2000 calls/),
  host_calls_catching: limit("host-calls"),
  memory_objects: limit("guest-memory"),
  memory_string: limit("guest-memory"),
  memory_catching: limit("call-deadline"),
  memory_tensors: limit("tensor-memory", /the limit is 4 MiB/),
  memory_tensors_catching: limit("tensor-memory"),
  memory_state: limit("tensor-memory"),
  memory_product: limit("tensor-memory", /would hold 256 MiB/),
  memory_leaves: limit("tensor-memory"),
  memory_half_done: inVain(),
  uninitialized_product: refused(/does not multiply/),
  memory_take: refused(/1000000 examples are above the maximum batch size of 16/),
  memory_batches: inVain(/^$/, ({ memory }) => memory.peakTensorBytes < 2 ** 20),
  recursion: limit("guest-stack"),
  recursion_json: limit("guest-stack"),
  recursion_proxy: limit("guest-stack"),
  not_a_number: { outcome: "diverged" },
  wrong_shape: refused(/params: leaf 0 must have shape \[4,3\], not \[3,4\]/, "result-invalid"),
  wrong_leaf_count: refused(/params must have 2 leaves, not 1/, "result-invalid"),
  merge_twice: refused(/leaf 0 is in more than one of the trees/),
  model_state_of_parameters: refused(/modelState must have 1 leaves, not 2/, "result-invalid"),
  loss_at_other_tree: refused(/the parameters must have 2 leaves, not 1/),
  throw_in_batch_size: refused(/:14: no batch size \(in batchSize\)/),
  throw_in_init: refused(/:8: no init \(in init\)/),
  throw_in_select_batch: refused(/:14: no batch \(in selectBatch\)/),
  throw_in_update: refused(/:10: no update \(in update\)/),
  throw_in_prepare_for_eval: refused(/:14: no model \(in prepareForEval\)/),
  throw_null: refused(/null \(in update\)/),
  throw_odd_object: refused(/an exception without a message/),
  throw_to_json: { ...refused(/in update/), isEndless: true },
  throw_huge_message: {
    ...refused(/xxx/),
    record: ({ outcome }) => outcome.kind === "failed" && outcome.reason.length < 2100,
  },
  never_settles: limit("promise-never-settles", /update awaits a promise/),
  never_settles_loading: limit("promise-never-settles"),
  unawaited_read: refused(/:10: .* a promise that nobody awaits/, "promise-not-awaited"),
  endless_reader: refused(/:13: .* a promise that nobody awaits/, "promise-not-awaited"),
  thenable: limit("promise-never-settles"),
  thenable_twice: inVain(),
  hidden_work: inVain(
    /^$/,
    (record) =>
      record.totals.gradientEvaluations >= 300 &&
      record.timeSplit.prepare > record.timeSplit.select &&
      officialSeconds(record, record.totals.charged) >= record.timeSplit.prepare,
  ),
  work_while_loading: refused(outside),
  work_in_batch_size: refused(outside),
  manifest_two_faces: inVain(/^$/, ({ submission }) => submission.name === "cheat"),
  mutate_context: inVain(frozen),
  batch_size_beyond_max: refused(/batchSize must return an integer from 1 to 16, not 17/),
  batch_size_odd: refused(/batchSize must return an integer/),
  concat_beyond_max: refused(/24 examples are above the maximum batch size of 16/),
  getter_throws: refused(/gotcha/),
  getter_changes: inVain(),
  state_proxy: inVain(),
  state_cycle: inVain(),
  state_deep: refused(/nested more than 64 deep/),
  has_instance: refused(/was freed/),
  define_with_getters: inVain(/^$/, ({ submission }) => submission.name === "cheat"),
  not_defined: refused(/default export is not a submission/, "not-a-submission"),
  search_space_under_self: refused(/allows no search space/, "manifest-invalid"),
  manifest_huge: refused(/the limit is 65536/, "manifest-invalid"),
  freeze_world: inVain(),
  override_tree: inVain(/^15$/),
  console_flood: inVain(/^(x{2000}…|\(\d+ more lines were dropped\))$/, shortConsole),
  console_empty_lines: inVain(/^(|\(\d+ more lines were dropped\))$/, shortConsole),
  json_numbers: refused(/expected a number, not object/),
  labels_predicted: refused(/:10: labels: this loss has no classes to predict/),
  labels_sampled: refused(/:10: labels: this loss has no classes to sample/),
  matrix_endless: limit("call-deadline", /update ran longer than 1 s/),
  weights_of_other_size: refused(/:10: weights must have one leaf of shape \[8\], not \[64\]/),
  weights_of_another_trial: refused(/expected a Tree, not Batch/),
  bytes_by_another_name: inVain(/^$/, (record) => record.communication?.bytesSent === 2 * 15 * 8 * record.totals.steps),
  bytes_of_no_encoding: refused(/send: `encoding` must be/),
  draw_of_text: refused(/draw must be a whole number from 0, not 1e999/),
  curvature_for_nothing: inVain(/^$/, (record) => record.totals.gradientEvaluations === 3 * record.totals.steps),
  curvature_along_other_tree: refused(/the vector must have 2 leaves, not 1/),
  perturb_kept: refused(/the state holds a perturbed batch, which ends with its step/),
  perturb_hoard: refused(/a step makes at most 32 perturbed batches/),
  perturb_grown: refused(/concat: take and put together first, then perturb/),
  perturb_unbounded: refused(/`radius` must be a finite number > 0/),
  perturb_for_nothing: inVain(/^$/, ({ totals }) => totals.gradientEvaluations === 4 * totals.steps),
  perturb_smuggled: refused(/update: params must have 2 leaves, not 1/, "result-invalid"),
  side_by_side_chain: refused(/a branch uses a Tree or Batch that another branch made/),
  side_by_side_for_nothing: inVain(
    /^$/,
    ({ totals }) => totals.gradientEvaluations === 4 * totals.steps && totals.criticalSeconds === undefined,
  ),
  side_by_side_twice: refused(/none was taken in this call, or it stands in another group/),
  side_by_side_left_open: refused(/a promise that nobody awaits/, "promise-not-awaited"),
  side_by_side_nested: refused(/a branch cannot be split into branches/),
  side_by_side_without_number: refused(/sideBySide: `count` must be a whole number ≥ 1, not NaN/),
  workers_none: refused(/workers: `count` must be a whole number ≥ 1, not 0/),
  workers_without_end: limit("guest-memory"),
  workers_claimed: inVain(
    /^$/,
    ({ communication, totals }) =>
      communication?.workers === 1000 && communication.bytesSent === 0 && totals.gradientEvaluations === totals.steps,
  ),
  workers_silent: inVain(
    /^$/,
    ({ communication, totals }) =>
      communication?.bytesSent === 0 && totals.gradientEvaluations === 2 * totals.steps,
  ),
  delay_negative: refused(/delayed: `steps` must be a whole number ≥ 0, not -1/),
  delay_of_part: refused(/delayed: gradients are those of other parameters/),
  gradients_at_other_tree: refused(/the parameters must have 2 leaves, not 1/),
  gradients_between_steps: inVain(/^$/, ({ totals }) => totals.gradientEvaluations === 2 * totals.steps - 1),
  forward_for_nothing: inVain(/^$/, ({ totals }) => totals.lossEvaluations === 5 * totals.steps),
  forward_of_model_state: refused(/the parameters must have 2 leaves, not 1/),
  forward_from_parameters: refused(/the model state must have 1 leaves, not 2/),
  forward_of_a_step_ago: refused(/was freed/),
  forward_forged_state: inVain(/^$/, ({ totals }) => totals.lossEvaluations === totals.steps),
  privacy_perfect: refused(/`epsilon` must be a finite number ≥ 0/),
  privacy_flood: inVain(/^$/, ({ privacy }) => privacy?.epsilon === 499 && privacy.delta === 1 / 500),
  noise_without_layers: refused(/outputNoise: this model's layers take no noise/),
  keep_without_edges: refused(/keep: no examples can be dropped between this model's blocks/),
  feedback_without_layers: refused(/feedback: slopes go back through this model's own weights alone/),
  local_heads_without_blocks: refused(/local: this model has no blocks/),
  one_example: inVain(/^true$/, (record) => record.totals.gradientEvaluations === record.totals.steps),
  loss_options: refused(/options must be an object/),
  json_huge: refused(/at most 100000 whole numbers/),
};

function shortConsole({ console }: TrialRecord): boolean {
  return console.length < 4002 && console.join("").length < 4100;
}
