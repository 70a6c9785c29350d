import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { AdamPreconditioner, adamRates } from "../adamPreconditioner.ts";
import { evenly, finite, type Instrument, optionOf, tasksOf } from "../instrument.ts";
import { hutchinson, lanczos } from "../lanczos.ts";
import { dot, LossSurface, norm, pointOf } from "../lossSurface.ts";

/** Eigenvalues and trace of the training loss's Hessian along training, beside the edge of stability. */
export const curvature: Instrument = {
  name: "curvature",
  title: "Curvature along training",
  measures:
    "the largest and smallest eigenvalue, trace and spectral density of the Hessian of the training loss (loss per squared unit of parameter distance), and the edge of stability 2/η of gradient descent, with the η of the step that was taken, where updates are multiples of their gradients (momentum and adaptive methods have no such η); where a submission names β₂, and `preconditioned` is 1, also the largest eigenvalue of P^(−½) H P^(−½) with Adam's P = √v̂ + ε made again from its gradients, beside the edge (2 + 2β₁) / ((1 − β₁)η), where its steps are along m̂/P",
  source:
    "Ghorbani, Krishnan & Xiao 2019 (arXiv 1901.10159), algorithm 2; Cohen et al. 2021 (arXiv 2103.00065); preconditioned: Cohen et al. 2022 (arXiv 2207.14484), §2; Hutchinson 1990",
  cost: "(2 · lanczos + 2 · traces) gradients of `examples` examples at each of `points` moments, beside the training itself; `preconditioned` takes 2 · lanczos more, and copies each step's gradient",
  studies: 1,
  options: {
    steps: { description: "Training steps", default: [500], min: 1, max: 1e6, integer: true },
    points: {
      description: "Moments to look at, evenly spread",
      default: [8],
      min: 2,
      max: 1000,
      integer: true,
    },
    examples: {
      description: "Training examples that the loss is over",
      default: [1024],
      min: 1,
      max: 1e6,
      integer: true,
    },
    lanczos: { description: "Lanczos steps", default: [16], min: 2, max: 200, integer: true },
    traces: {
      description: "Random vectors for the trace; 0 leaves it out",
      default: [4],
      min: 0,
      max: 100,
      integer: true,
    },
    preconditioned: {
      description: "1: the sharpness that an Adam-like method has, too",
      default: [0],
      min: 0,
      max: 1,
      integer: true,
    },
    "full-batch": {
      description: "1: train on those examples alone, all in each batch",
      default: [0],
      min: 0,
      max: 1,
      integer: true,
    },
  },
  plan: (ask) => tasksOf(ask),
  async measure({ seed }, ask, bench) {
    const [steps, examples] = [optionOf(ask, "steps"), optionOf(ask, "examples")];
    const full = optionOf(ask, "full-batch") === 1;
    const moments = evenly(steps, optionOf(ask, "points"));
    const series: Record<string, (number | null)[]> = {
      step: [],
      loss: [],
      largest: [],
      smallest: [],
      trace: [],
      gradientNorm: [],
      density: [],
      densityAt: [],
      edge: [],
      preconditioned: [],
      preconditionedEdge: [],
    };
    const rates = optionOf(ask, "preconditioned") === 1 ? adamRates(bench.subject) : null;
    const adam = rates === null ? null : new AdamPreconditioner(rates);
    const key = deriveKey(keyFromSeed(seed), "curvature");
    await bench.train({
      seed,
      steps,
      evaluationSteps: [],
      ...(full ? { examples, batchSize: examples } : {}),
      probes: [
        {
          isDue: (step) => moments.includes(step) || adam !== null,
          async onStep({ step, parameters, before, gradient: taken, loaded }) {
            if (adam && taken) adam.add(await pointOf(taken.grads));
            if (!moments.includes(step)) return;
            const chunk = full ? examples : bench.workload.card.batchSize.max;
            const surface = new LossSurface(bench.workload, loaded, { examples, chunk });
            const point = await pointOf(parameters);
            const { loss, gradient } = await surface.gradient(point);
            const multiply = (vector: Float64Array) => surface.hessianVector(point, vector);
            const ritz = await lanczos(
              multiply,
              surface.size,
              optionOf(ask, "lanczos"),
              deriveKey(key, step),
            );
            const signs = Array.from({ length: optionOf(ask, "traces") }, (_, at) =>
              Float64Array.from(
                uniform(deriveKey(deriveKey(key, "signs"), step * 1000 + at), surface.size),
                (u) => (u < 0.5 ? -1 : 1),
              ),
            );
            series["step"]?.push(step);
            series["loss"]?.push(finite(loss));
            series["gradientNorm"]?.push(finite(norm(gradient)));
            series["edge"]?.push(
              before && taken ? edgeOf(await pointOf(before), point, await pointOf(taken.grads)) : null,
            );
            series["largest"]?.push(finite(ritz.values[0]));
            series["smallest"]?.push(finite(ritz.values.at(-1)));
            series["trace"]?.push(
              signs.length === 0 ? null : finite((await hutchinson(multiply, signs)).trace),
            );
            const roots = adam?.inverseRoots() ?? null;
            if (roots === null) series["preconditioned"]?.push(null);
            else {
              const between = async (vector: Float64Array) => {
                const image = await multiply(vector.map((value, at) => value * (roots[at] as number)));
                return image.map((value, at) => value * (roots[at] as number));
              };
              const found = await lanczos(
                between,
                surface.size,
                optionOf(ask, "lanczos"),
                deriveKey(key, step),
              );
              series["preconditioned"]?.push(finite(found.values[0]));
            }
            series["preconditionedEdge"]?.push(
              adam && before ? adam.edge(await pointOf(before), point) : null,
            );
            if (step === moments.at(-1)) {
              series["densityAt"]?.push(...ritz.values.map(finite));
              series["density"]?.push(...ritz.weights.map(finite));
            }
            surface.dispose();
            bench.progress(step / steps);
          },
        },
      ],
    });
    return { numbers: {}, series };
  },
  report(ask, results) {
    const lines: string[] = [];
    const all = results.map(({ task, finding }) => {
      const subject = ask.subjects[task.subject];
      if (!subject) throw new RangeError("a result of no subject");
      const column = (name: string) => finding.series[name] ?? [];
      const steps = column("step").map((step) => step ?? 0);
      const points = (name: string) => steps.map((step, at) => [step, column(name)[at] ?? null] as const);
      const name = ask.studies > 1 ? `${subject.name}, seed ${task.seed}` : subject.name;
      // A schedule may end at a rate of 0, which has no edge.
      const at = column("edge").findLastIndex((edge) => edge !== null);
      const edge = column("edge")[at] ?? null;
      const last = column("largest").at(-1) ?? null;
      if (last !== null) {
        lines.push(
          `${name}: the largest eigenvalue went from ${column("largest")[0]?.toPrecision(3) ?? "–"} to ${last.toPrecision(3)}` +
            (edge === null
              ? "; its updates are no multiples of their gradients, so 2/η says nothing of it."
              : `; at step ${steps[at]} it was ${((column("largest")[at] ?? 0) / edge).toFixed(2)} of 2/η, which is ${edge.toPrecision(3)}.`),
        );
      }
      return { name, steps, points, column, weights: column("density"), values: column("densityAt") };
    });
    const over = { label: "step", scale: "linear" } as const;
    return {
      lines,
      tables: all.map(({ name, steps, column }) => ({
        title: name,
        columns: ["step", "loss", "‖∇L‖", "λ max", "2/η", "λ min", "tr H", "λ max of P⁻¹H", "its edge"],
        rows: steps.map((step, at) => [
          step,
          ...[
            "loss",
            "gradientNorm",
            "largest",
            "edge",
            "smallest",
            "trace",
            "preconditioned",
            "preconditionedEdge",
          ].map((of) => column(of)[at] ?? null),
        ]),
      })),
      figures: [
        {
          kind: "lines",
          title: "Largest eigenvalue of the Hessian",
          x: over,
          y: { label: "λ max", scale: "log" },
          series: all.flatMap(({ name, points, column }) => [
            { name, points: points("largest") },
            ...(column("edge").some((edge) => edge !== null)
              ? [{ name: `2/η of ${name}`, isReference: true, points: points("edge") }]
              : []),
          ]),
        },
        ...(optionOf(ask, "preconditioned") === 1
          ? [
              {
                kind: "lines" as const,
                title: "Largest eigenvalue of the preconditioned Hessian",
                x: over,
                y: { label: "λ max of P⁻¹H", scale: "log" as const },
                series: all.flatMap(({ name, points }) => [
                  { name, points: points("preconditioned") },
                  { name: `edge of ${name}`, isReference: true, points: points("preconditionedEdge") },
                ]),
              },
            ]
          : []),
        {
          kind: "lines",
          title: "Trace of the Hessian",
          x: over,
          y: { label: "tr H", scale: "linear" },
          series: all.map(({ name, points }) => ({ name, points: points("trace") })),
        },
        {
          kind: "lines",
          title: "Training loss",
          x: over,
          y: { label: "loss", scale: "log" },
          series: all.map(({ name, points }) => ({ name, points: points("loss") })),
        },
        {
          kind: "lines",
          dots: true,
          title: "Spectral density at the end: weight of each Ritz value",
          x: { label: "eigenvalue", scale: "linear" },
          y: { label: "weight", scale: "log" },
          series: all.map(({ name, values, weights }) => ({
            name,
            points: values.map((value, at) => [value ?? 0, weights[at] ?? null] as const),
          })),
        },
      ],
    };
  },
};

/** How far an update may turn away from its gradient: weight decay turns it a little. */
const leastCosine = 0.999;

/** 2/η of a step w ← w − ηg, with η by least squares; null where the update is no multiple of −g. */
export function edgeOf(before: Float32Array, after: Float32Array, gradient: Float32Array): number | null {
  const update = Float64Array.from(before, (value, at) => value - (after[at] as number));
  const [along, squares] = [dot(update, gradient), dot(gradient, gradient)];
  if (!(along > 0) || along < leastCosine * Math.sqrt(squares) * norm(update)) return null;
  return finite((2 * squares) / along);
}
