import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { ForwardResult } from "@steepest/core/workload/workload.ts";
import { type Tensor, tensor } from "@tensorflow/tfjs";
import { imagenetTask } from "../algoperf/imagenet.ts";
import { librispeechTask } from "../algoperf/librispeech.ts";
import { parseSentencePieces } from "../algoperf/sentencePieces.ts";
import type { Model } from "../layers/model.ts";
import type { TransformerConfig } from "../messages_transformer/config.ts";
import { languageModel } from "../tasks/languageModel.ts";
import type { SpeechModel } from "../tasks/speechModel.ts";
import { translation } from "../tasks/translation.ts";
import type { TranslationModel } from "../tasks/translationModel.ts";
import { spokenNoise } from "./spokenNoise.ts";
import { tinyTranslation } from "./tinyTranslation.ts";
import { trainingOptions } from "./trainingOptions.ts";

/** A model of AlgoPerf's size with one made-up batch of one or two examples. */
export interface FullSizeModel extends Pick<Model, "parameterSpecs" | "modelStateSpecs"> {
  forward(parameters: readonly Tensor[], modelState: readonly Tensor[]): ForwardResult;
}

/** What `npm run test:algoperf` takes a step of, by AlgoPerf's names. */
export const fullSizeModels: Readonly<Record<string, () => Promise<FullSizeModel>>> = {
  async imagenet_resnet() {
    const { configs } = await import("../quickdraw_resnet/config.ts");
    const { resnet } = await import("../quickdraw_resnet/model.ts");
    return ofImages(resnet(configs.algoperf));
  },
  async imagenet_vit() {
    const { configs } = await import("../quickdraw_vit/config.ts");
    const { visionTransformer } = await import("../quickdraw_vit/model.ts");
    return ofImages(visionTransformer(configs.algoperf));
  },
  async librispeech_conformer() {
    const { configs } = await import("../speech_conformer/config.ts");
    const { conformer } = await import("../speech_conformer/model.ts");
    return ofSpeech(conformer(configs.algoperf));
  },
  async librispeech_deepspeech() {
    const { configs } = await import("../speech_deepspeech/config.ts");
    const { deepSpeech } = await import("../speech_deepspeech/model.ts");
    return ofSpeech(deepSpeech(configs.algoperf));
  },
  async wmt() {
    const { configs } = await import("../messages_transformer/config.ts");
    const { transformer } = await import("../messages_transformer/model.ts");
    return ofTranslation(transformer(configs.algoperf), configs.algoperf);
  },
  async finewebedu_lm() {
    const { configs } = await import("../brown_lm_large/config.ts");
    const { rotaryDecoder } = await import("../brown_lm_large/model.ts");
    return ofText(rotaryDecoder(configs.algoperf), configs.algoperf.vocabulary);
  },
};

/** Two images of noise, 224 × 224 in colour, of classes 3 and 700. */
function ofImages(model: Model): FullSizeModel {
  const none = { images: new Uint8Array(0), labels: new Uint16Array(0) };
  const task = imagenetTask(model, { train: none, validation: none, test: none });
  return {
    ...model,
    forward(parameters, modelState) {
      const shape = [2, 224, 224, 3];
      const images = tensor(normal(deriveKey(keyFromSeed(0), "images"), 2 * 224 * 224 * 3), shape, "float32");
      const batch = { images, labels: tensor([3, 700], [2], "int32") };
      return task.forward(parameters, modelState, batch, trainingOptions);
    },
  };
}

/** A row of sixteen made-up sentence pairs. */
function ofTranslation(
  model: TranslationModel,
  { vocabulary, rowLength, labelSmoothing }: TransformerConfig,
): FullSizeModel {
  const task = translation({
    model,
    data: tinyTranslation(vocabulary),
    rowLength,
    labelSmoothing,
    judged: { validation: 1, test: 1, loss: 1 },
    evaluationBatchSize: { rows: 1, sentences: 1 },
  });
  return {
    ...model,
    forward: (parameters, modelState) =>
      task.forward(parameters, modelState, task.batch(Int32Array.of(0), [0, 0]), trainingOptions),
  };
}

/** A window of 128 made-up ids: one of 1,024 takes more than WebAssembly's 4 GiB. */
function ofText(model: Model, vocabulary: number): FullSizeModel {
  const symbols = Uint16Array.from({ length: 129 }, (_, at) => (at * at * 7919) % vocabulary);
  const task = languageModel({
    model,
    data: { train: symbols, validation: symbols, test: symbols },
    length: 128,
    evaluationWindows: 1,
    evaluationBatchSize: 1,
  });
  return {
    ...model,
    forward: (parameters, modelState) =>
      task.forward(parameters, modelState, task.batch(Int32Array.of(0), [0, 0]), trainingOptions),
  };
}

/** Two utterances of noise, of 2 seconds at most, with five pieces each. */
function ofSpeech(model: SpeechModel): FullSizeModel {
  const none = { features: new Uint8Array(0), bands: 80, frames: new Int32Array(0), labels: [] };
  const options = { pieces: parseSentencePieces("<unk>\t0"), augmentation: null };
  const task = librispeechTask(model, { train: none, validation: none, test: none }, options);
  return {
    ...model,
    forward(parameters, modelState) {
      const batch = spokenNoise({ lengths: [200, 131], bands: 80, classes: 1024, labels: 5 });
      return task.forward(parameters, modelState, batch, trainingOptions);
    },
  };
}
