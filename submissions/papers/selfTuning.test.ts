import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { expect } from "vitest";
import { paperTest } from "../testing/paperTest.ts";
import { sourceOf } from "../testing/references.ts";
import { quadratic, trainOn } from "../testing/trainOn.ts";

const loss = quadratic([1, 10, 0.3], [1, -1, 2], [0.2, 0.1, -0.4]);

paperTest.each([
  "adafactor_self",
  "adam_self",
  "adamw_self",
  "heavy_ball_self",
  "lamb_self",
  "lion_self",
  "muon_self",
  "nadamw_self",
  "nesterov_self",
  "rmsprop_self",
  "schedule_free_adamw_self",
  "soap_self",
  "adamax_self",
  "yogi_self",
  "adam_atan2_self",
  "cautious_adamw_self",
  "adam_mini_self",
  "came_self",
  "muon_rms_self",
  "ngn_self",
  "sps_max_self",
  "multibatch_lbfgs_self",
  "perp_gradient_self",
  "median_gradient_self",
  "ghost_batch_self",
  "z_error_self",
  "spectral_regularization_self",
  "linear_nowcasting_self",
  "pipelined_backprop_self",
  "relora_self",
  "s_ste_self",
  "srigl_self",
  "half_space_self",
  "saddle_free_self",
  "diff2_self",
  "mono_forward_self",
  "dadao_self",
  "vat_self",
  "elle_self",
])("%s is the external submission of that name at one fixed point", async (name) => {
  const { hyperparameters } = await readManifest(sourceOf(name), await loadEngine());
  const point = Array.isArray(hyperparameters) ? (hyperparameters[0] ?? {}) : {};
  const run = (submission: string) =>
    trainOn(submission, loss, { steps: 30, point }).then(({ path }) => path);
  expect(await run(name)).toEqual(await run(name.replace("_self", "")));
});

paperTest(
  "cyclic_lr",
  "cyclic LR with one cycle is NadamW with warmup and cosine (arXiv 2502.15015)",
  async () => {
    const point = {
      lr: 0.02,
      one_minus_beta1: 0.1,
      beta2: 0.99,
      eps: 1e-8,
      weight_decay: 0.1,
      warmup_factor: 0.1,
    };
    const base = await trainOn("nadamw", loss, { steps: 30, point });
    const one = await trainOn("cyclic_lr", loss, {
      steps: 30,
      point: { ...point, cycles: 1, peak_factor: 1 },
    });
    expect(one.path).toEqual(base.path);
  },
);
