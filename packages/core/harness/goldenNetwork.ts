import { z } from "zod";
import type { LoadedWorkload } from "../workload/workload.ts";
import { count, type GoldenProblem, must, numbers, text } from "./goldenTrajectory.ts";
import type { WorkloadProblem } from "./workloadProblem.ts";

const activations = ["none", "relu", "tanh"] as const;

const layerSchema = z.looseObject(
  {
    name: text,
    /** How many numbers the layer gives; of the last, how many classes there are. */
    units: count,
    activation: z.enum(activations, must(`one of ${activations.join(", ")}`)).default("none"),
  },
  must("an object with name and units"),
);

/** The parameters of dense layers: each has a weight [in, out] and a bias [out]. */
function parametersOf(inputs: number, layers: readonly z.infer<typeof layerSchema>[]) {
  let [end, width] = [0, inputs];
  const placed = (name: string, kind: GoldenProblem["params"][number]["kind"], shape: number[]) => {
    const size = shape.reduce((product, length) => product * length, 1);
    end += size;
    return { name, kind, shape, offset: end - size, size };
  };
  return layers.flatMap(({ name, units }, at) => {
    const kind = at === layers.length - 1 ? "output_weight" : "weight";
    const made = [placed(`${name}.weight`, kind, [width, units]), placed(`${name}.bias`, "bias", [units])];
    width = units;
    return made;
  });
}

/**
 * A network of dense layers that classifies a few stated examples by softmax cross-entropy (`golden-network/1`). `params` and `size` follow from its layers.
 * docs/golden.md describes it.
 */
export const goldenNetworkSchema = z
  .looseObject(
    {
      format: z.literal("golden-network/1", must('"golden-network/1"')),
      name: text,
      layers: z.array(layerSchema, must("a list of layers")).min(1, must("a list of one layer or more")),
      data: z.looseObject(
        {
          /** [examples][features]. */
          inputs: z
            .array(numbers.min(1, must("a list of one number or more")), must("a list of examples"))
            .min(1, must("a list of one example or more")),
          /** [examples], classes from 0. */
          labels: z.array(
            z.int(must("a whole number")).nonnegative(must("0 or more")),
            must("a list of whole numbers"),
          ),
        },
        must("an object with inputs and labels"),
      ),
      /** Initial parameters. */
      p0: numbers,
    },
    must("an object"),
  )
  .transform((network) => {
    const params = parametersOf(network.data.inputs[0]?.length ?? 0, network.layers);
    return { ...network, params, size: params.reduce((sum, { size }) => sum + size, 0) };
  })
  .superRefine(({ layers, data, p0, size }, context) => {
    const refuse = (path: PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path, message });
    layers.forEach(({ name, activation }, i) => {
      if (layers.findIndex((other) => other.name === name) < i)
        refuse(["layers", i, "name"], `is ${name}, as that of an earlier layer`);
      if (i === layers.length - 1 && activation !== "none")
        refuse(["layers", i, "activation"], `must be none in the last layer, which gives the logits`);
    });
    const features = data.inputs[0]?.length ?? 0;
    data.inputs.forEach(({ length }, i) => {
      if (length !== features)
        refuse(["data", "inputs", i], `has ${length} numbers, the first example has ${features}`);
    });
    if (data.labels.length !== data.inputs.length)
      refuse(["data", "labels"], `has ${data.labels.length} labels for ${data.inputs.length} examples`);
    const classes = layers.at(-1)?.units ?? 0;
    data.labels.forEach((label, i) => {
      if (label >= classes)
        refuse(["data", "labels", i], `is ${label}, but the last layer gives ${classes} classes, from 0`);
    });
    if (p0.length !== size) refuse(["p0"], `has ${p0.length} numbers, the layers have ${size}`);
  });
export type GoldenNetwork = z.infer<typeof goldenNetworkSchema>;

/** A golden network with what trains it: a workload of its layers and data. */
export interface BuiltNetwork extends GoldenNetwork {
  readonly parameterSpecs: WorkloadProblem["parameterSpecs"];
  readonly loaded: LoadedWorkload;
}
