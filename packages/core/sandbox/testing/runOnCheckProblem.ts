import { CheckProblem } from "../../harness/checkProblem.ts";
import { loadEngine } from "../loadEngine.ts";
import { Sandbox } from "../sandbox.ts";

const facts = {
  hyperparameters: { lr: 0.1 },
  stepHint: 10,
  budget: 10,
  target: { metric: "loss", direction: "min" as const, value: 0 },
  lossType: "softmax_cross_entropy",
};

/** Some steps and an evaluation of a submission with these fields: what it printed, the parameters and what is evaluated. */
export async function runOnCheckProblem(fields: string, steps = 2) {
  const printed: string[] = [];
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source: {
      entry: "a.ts",
      files: {
        "a.ts": `import * as s from "steepest";
const { add, addScaled, averageUniformly, chain, delayed, largest, leafMean, masked, momentum, mul, multiTransform, reshapeLeaves, reshapeLike, scale,
  scaleByAdam, scaleByLearningRate, send, sign, stateless, workers, zerosLike } = s;
export default s.defineSubmission({ name: "beside", ruleset: "self", hyperparameters: [{ lr: 0.1 }], ${fields} });`,
      },
    },
    problem: new CheckProblem(facts),
    key: [1, 2],
    now: () => 0,
    elapsed: () => 0,
    onConsole: (line) => void printed.push(line),
  });
  try {
    await sandbox.init();
    for (let step = 1; step <= steps; step++) await sandbox.step(step);
    const values = (tensors: Sandbox["parameters"]) => tensors.map((tensor) => [...tensor.dataSync()]);
    const evaluated = await sandbox.withEvaluationModel(
      steps,
      async () => {},
      async (parameters, modelState) => ({ parameters: values(parameters), modelState: values(modelState) }),
    );
    const { communication, meters } = sandbox;
    return { printed, trained: values(sandbox.parameters), evaluated, communication, meters };
  } finally {
    sandbox.dispose();
  }
}
