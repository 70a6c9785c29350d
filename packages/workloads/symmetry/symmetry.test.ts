import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { randomWords, uniform } from "@steepest/base/random/uniform.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { mul, type Tensor, tensor2d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { configs as graphConfigs } from "../ast_gnn/config.ts";
import { graphNetwork } from "../ast_gnn/model.ts";
import { decoder } from "../brown_lm/model.ts";
import { configs as textConfigs } from "../brown_lm_large/config.ts";
import { rotaryDecoder } from "../brown_lm_large/model.ts";
import { configs as clickConfigs } from "../flights_dlrm/config.ts";
import { dlrm } from "../flights_dlrm/model.ts";
import type { Model } from "../layers/model.ts";
import { configs as translationConfigs } from "../messages_transformer/config.ts";
import { transformer } from "../messages_transformer/model.ts";
import { convolutional } from "../mnist_cnn/model.ts";
import { perceptron } from "../mnist_mlp/model.ts";
import { configs as reconstructionConfigs } from "../mri_unet/config.ts";
import { uNet } from "../mri_unet/model.ts";
import { configs as resnetConfigs } from "../quickdraw_resnet/config.ts";
import { resnet } from "../quickdraw_resnet/model.ts";
import { configs as patchConfigs } from "../quickdraw_vit/config.ts";
import { visionTransformer } from "../quickdraw_vit/model.ts";
import { configs as speechConfigs } from "../speech_deepspeech/config.ts";
import { deepSpeech } from "../speech_deepspeech/model.ts";
import { clickPrediction } from "../tasks/clickPrediction.ts";
import { graphLabels } from "../tasks/graphLabels.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { imageReconstruction } from "../tasks/imageReconstruction.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { speechRecognition } from "../tasks/speechRecognition.ts";
import { translation } from "../tasks/translation.ts";
import { utterancesOfNoise } from "../testing/spokenNoise.ts";
import { tinyTranslation } from "../testing/tinyTranslation.ts";
import {
  expectSymmetry,
  rearrangedAlong,
  rearrangedFilter,
  rearrangedPlaces,
  symmetryKey,
} from "../testing/underSymmetry.ts";
import { firstCharacterId } from "../text/subwords.ts";
import { drawArrangement, type PixelSymmetry } from "./arrangement.ts";
import { clickSymmetry } from "./clickSymmetry.ts";
import { drawIds, inverseOf } from "./drawIds.ts";
import { drawSign } from "./drawSign.ts";
import { graphSymmetry } from "./graphSymmetry.ts";
import { imageSymmetry } from "./imageSymmetry.ts";
import { reconstructionSymmetry } from "./reconstructionSymmetry.ts";
import { speechSymmetry } from "./speechSymmetry.ts";
import { symbolSymmetry } from "./symbolSymmetry.ts";
import { symmetric } from "./symmetric.ts";
import { translationSymmetry } from "./translationSymmetry.ts";

beforeAll(() => openBackend("wasm"));

const keys = [1, 2, 3, 4].map(symmetryKey);
const count = 12;
const bytes = (length: number, below: number) =>
  Uint8Array.from(randomWords([1, 2], length), (word) => word % below);
const everySplit = <Data>(data: Data) => ({ train: data, validation: data, test: data });
const oldNames = (key: RandomKey, purpose: string, ids: number, fixed = 0) =>
  inverseOf(drawIds(deriveKey(key, purpose), ids, fixed));
const signOf = (key: RandomKey, purpose = "sign") => drawSign(deriveKey(key, purpose));
const gridOf = (key: RandomKey, size: number) => drawArrangement(deriveKey(key, "pixels"), "grid", size);

const classes = 5;
const images = (
  model: Model,
  size: number,
  pixels: PixelSymmetry,
  imageShape: readonly number[] = [size, size, 1],
) =>
  symmetric(
    imageClassification,
    {
      model,
      data: everySplit({ images: bytes(count * size * size, 256), labels: bytes(count, classes) }),
      imageShape,
      pixelValues: Float32Array.from({ length: 256 }, (_, byte) => (byte - 100) / 80),
      evaluationBatchSize: 5,
    },
    imageSymmetry({ classes, pixels, size }),
  );
/** The last layer's columns under the classes' new names. */
const headOf = (x: Tensor, key: RandomKey) =>
  rearrangedAlong(x, x.rank - 1, oldNames(key, "classes", classes));

test("a perceptron on pixels in any order", async () => {
  const model = perceptron({ inputs: 36, hidden: 8, classes });
  await expectSymmetry(model, images(model, 6, "any", [36]), {
    keys,
    mapParameter(name, x, key) {
      const sources = drawArrangement(deriveKey(key, "pixels"), "any", 6);
      if (name === "hidden.weight") return mul(rearrangedAlong(x, 0, sources), signOf(key));
      return name.startsWith("output") ? headOf(x, key) : x;
    },
  });
});

test("convolutions and pooling on turned and mirrored images", async () => {
  const model = convolutional({ imageSize: 12, channels: [1, 3, 4], classes, dropoutRate: 0 });
  await expectSymmetry(model, images(model, 12, "grid"), {
    keys,
    mapParameter(name, x, key) {
      if (name === "block0.conv.weight") return mul(rearrangedFilter(x, gridOf(key, 3)), signOf(key));
      if (name === "block1.conv.weight") return rearrangedFilter(x, gridOf(key, 3));
      if (name === "output.weight") return headOf(rearrangedPlaces(x, gridOf(key, 3)), key);
      return name === "output.bias" ? headOf(x, key) : x;
    },
  });
});

test("strided convolutions on turned and mirrored images, where strides meet both borders alike", async () => {
  // 25 → 13 → 7 → 4; of 28 pixels a mirrored image has its grid of strides one pixel further on.
  const model = resnet({ ...resnetConfigs.standard, imageSize: 25, classes });
  await expectSymmetry(model, images(model, 25, "grid"), {
    keys: keys.slice(0, 3),
    mapParameter(name, x, key) {
      if (name.startsWith("head")) return headOf(x, key);
      if (x.rank !== 4 || x.shape[0] === 1) return x;
      const filter = rearrangedFilter(x, gridOf(key, 3));
      return name === "stem.conv.weight" ? mul(filter, signOf(key)) : filter;
    },
  });
});

test("patches whose pixels change places, and a transposed grid of them", async () => {
  const config = {
    ...patchConfigs.standard,
    imageSize: 12,
    patchSize: 4,
    width: 8,
    heads: 2,
    hidden: 12,
    classes,
    blocks: 1,
  };
  const model = visionTransformer(config);
  // What a mirrored grid does to the fixed positions no parameters make up for exactly.
  const isTransposed = (key: RandomKey) => gridOf(key, 2)[1] === 2;
  const exact = Array.from({ length: 64 }, (_, seed) => symmetryKey(seed)).filter(
    (key) => gridOf(key, 2)[0] === 0 && gridOf(key, 2)[3] === 3,
  );
  expect(new Set(exact.map(isTransposed)).size).toBe(2);
  const chosen = [
    ...exact.filter(isTransposed).slice(0, 2),
    ...exact.filter((key) => !isTransposed(key)).slice(0, 1),
  ];
  /** Columns' positions and rows' positions change places. */
  const halves = [4, 5, 6, 7, 0, 1, 2, 3];
  await expectSymmetry(model, images(model, 12, { patch: 4 }), {
    keys: chosen,
    mapParameter(name, x, key) {
      const widths = isTransposed(key) ? halves : halves.toSorted((a, b) => a - b);
      if (name.startsWith("head")) return headOf(x, key);
      if (name === "patches.weight") {
        // Of the first patch, which stays where it is.
        const places = drawArrangement(deriveKey(key, "pixels"), { patch: 4 }, 12);
        const within = Array.from(
          { length: 16 },
          (_, at) => places[Math.floor(at / 4) * 12 + (at % 4)] as number,
        );
        const sources = within.map((place) => Math.floor(place / 12) * 4 + (place % 12));
        return mul(rearrangedAlong(rearrangedFilter(x, sources), 3, widths), signOf(key));
      }
      const reads = /(\.q|\.k|\.v|\.up|pre_logits)\.weight$/.test(name) || name === "pre_logits.weight";
      if (reads) return rearrangedAlong(x, 0, widths);
      const writes = /(norm\d?\.scale|norm\d?\.bias|\.out\.bias|\.down\.bias|patches\.bias)$/.test(name);
      if (writes) return rearrangedAlong(x, 0, widths);
      return /(\.out|\.down)\.weight$/.test(name) ? rearrangedAlong(x, 1, widths) : x;
    },
  });
});

const texts = (model: Model, symbols: number) =>
  symmetric(
    languageModel,
    {
      model,
      data: everySplit(bytes(12 * 8 + 1, symbols)),
      length: 8,
      evaluationWindows: 6,
      evaluationBatchSize: 4,
    },
    symbolSymmetry({ symbols }),
  );

test("a language model on symbols under other names, with an output matrix of its own", async () => {
  const model = decoder({
    symbols: 20,
    length: 8,
    blocks: 1,
    width: 8,
    heads: 2,
    hidden: 12,
    dropoutRate: 0,
  });
  await expectSymmetry(model, texts(model, 20), {
    keys,
    mapParameter(name, x, key) {
      if (name === "embedding") return rearrangedAlong(x, 0, oldNames(key, "symbols", 20));
      return name.startsWith("output") ? rearrangedAlong(x, x.rank - 1, oldNames(key, "symbols", 20)) : x;
    },
  });
});

test("a language model on symbols under other names, tied", async () => {
  const model = rotaryDecoder({
    ...textConfigs.standard,
    vocabulary: 20,
    length: 8,
    blocks: 1,
    width: 8,
    heads: 2,
    hidden: 12,
  });
  await expectSymmetry(model, texts(model, 20), {
    keys,
    mapParameter: (name, x, key) =>
      name === "embedding" ? rearrangedAlong(x, 0, oldNames(key, "symbols", 20)) : x,
  });
});

test("translation of pieces under other names, compared as text", async () => {
  const vocabulary = 24;
  const model = transformer({
    ...translationConfigs.standard,
    vocabulary,
    rowLength: 10,
    width: 16,
    heads: 2,
    hidden: 24,
  });
  const loaded = symmetric(
    translation,
    {
      model,
      data: tinyTranslation(vocabulary),
      rowLength: 10,
      labelSmoothing: 0.1,
      judged: { validation: 6, test: 4, loss: 8 },
      evaluationBatchSize: { rows: 4, sentences: 5 },
    },
    translationSymmetry,
  );
  await expectSymmetry(model, loaded, {
    keys: keys.slice(0, 2),
    mapParameter: (name, x, key) =>
      name === "embedding" ? rearrangedAlong(x, 0, oldNames(key, "pieces", vocabulary, firstCharacterId)) : x,
  });
});

test("clicks asked the other way, of features in another order, of other signs and under other names", async () => {
  const config = {
    ...clickConfigs.standard,
    numbers: 3,
    categories: 4,
    vocabulary: 64,
    width: 8,
    bottom: [16, 8],
    top: [16, 16],
  };
  const model = dlrm(config);
  const { numbers, categories, vocabulary } = config;
  const data = {
    numbers: uniform([1, 2], count * numbers),
    categories: Int32Array.from(bytes(count * categories, vocabulary)),
    labels: bytes(count, 2),
  };
  const loaded = symmetric(
    clickPrediction,
    { model, data: everySplit(data), numbers, categories, evaluationBatchSize: 5 },
    clickSymmetry({ vocabulary }),
  );
  /** The place of the product of two vectors, the embedded numbers first. */
  const productAt = (a: number, b: number) => {
    const [first, second] = [Math.min(a, b), Math.max(a, b)];
    return config.width + first * (categories + 1) - (first * (first - 1)) / 2 + second - first;
  };
  await expectSymmetry(model, loaded, {
    keys,
    mapParameter(name, x, key) {
      const answer = drawSign(deriveKey(key, "labels"));
      if (name.startsWith("output")) return mul(x, answer);
      if (name === "embedding") return rearrangedAlong(x, 0, oldNames(key, "rows", vocabulary));
      if (name === "bottom0.weight") {
        const signs = Array.from({ length: numbers }, (_, at) =>
          drawSign(deriveKey(deriveKey(key, "signs"), at)),
        );
        const rows = rearrangedAlong(x, 0, permutation(deriveKey(key, "numbers"), numbers));
        return mul(rows, tensor2d(signs, [numbers, 1]));
      }
      if (name !== "top0.weight") return x;
      const vectors = [0, ...[...permutation(deriveKey(key, "categories"), categories)].map((at) => at + 1)];
      const sources = Array.from({ length: x.shape[0] as number }, (_, at) => at);
      for (const [a, from] of vectors.entries())
        for (const [b, with_] of vectors.entries()) sources[productAt(a, b)] = productAt(from, with_);
      return rearrangedAlong(x, 0, sources);
    },
  });
});

test("graphs looked up and labelled under other names", async () => {
  const [nodeRows, edgeRows, outputs] = [16, 6, 4];
  const model = graphNetwork({
    ...graphConfigs.standard,
    nodes: { type: "indices", count: 2, size: nodeRows },
    edges: { type: "indices", count: 2, size: edgeRows },
    ...{ outputs, width: 8, hidden: [8] },
  });
  const starts = Int32Array.from({ length: count + 1 }, (_, graph) => 3 * graph);
  const graphs = {
    ...{ nodeStarts: starts, edgeStarts: starts },
    nodes: Int32Array.from(bytes(6 * count, nodeRows)),
    edges: Int32Array.from(bytes(6 * count, edgeRows)),
    senders: Int32Array.from({ length: 3 * count }, (_, at) => at % 3),
    receivers: Int32Array.from({ length: 3 * count }, (_, at) => (at + 1) % 3),
    labels: bytes(count * outputs, 2),
  };
  const loaded = symmetric(
    graphLabels,
    { model, data: everySplit(graphs), evaluationBatchSize: 5 },
    graphSymmetry({ nodeRows, edgeRows, labels: outputs }),
  );
  await expectSymmetry(model, loaded, {
    keys,
    mapParameter(name, x, key) {
      if (name === "nodes.weight") return rearrangedAlong(x, 0, oldNames(key, "nodes", nodeRows));
      if (name === "edges.weight") return rearrangedAlong(x, 0, oldNames(key, "edges", edgeRows));
      if (!name.startsWith("output")) return x;
      return rearrangedAlong(x, x.rank - 1, permutation(deriveKey(key, "labels"), outputs));
    },
  });
});

test("speech of the other sign, its phones under other names", async () => {
  const [bands, phones] = [8, 6];
  const model = deepSpeech({
    ...speechConfigs.standard,
    bands,
    classes: phones,
    channels: 3,
    width: 8,
    recurrentLayers: 1,
  });
  const spoken = utterancesOfNoise({
    lengths: Array.from({ length: count }, (_, at) => 20 + at),
    bands,
    classes: phones,
    labels: 3,
  });
  const loaded = symmetric(
    speechRecognition,
    {
      model,
      data: everySplit(spoken),
      unseen: spoken,
      ...{ classes: phones, blank: 0, evaluationBatchSize: 5 },
      augmentation: speechConfigs.standard.augmentation,
    },
    speechSymmetry,
  );
  await expectSymmetry(model, loaded, {
    keys,
    mapParameter(name, x, key) {
      if (name === "subsampling.conv0.weight") return mul(x, signOf(key));
      return name.startsWith("output")
        ? rearrangedAlong(x, x.rank - 1, oldNames(key, "labels", phones, 1))
        : x;
    },
  });
});

test("reconstruction of turned, mirrored and inverted images, compared in their own units", async () => {
  const size = 8;
  const model = uNet({ ...reconstructionConfigs.standard, channels: 3, pools: 1 });
  const set = {
    codes: Uint16Array.from(randomWords([3, 4], count * 2 * size * size), (word) => word >>> 16),
    statistics: Float32Array.from({ length: count * 3 }, (_, at) => [1, 0.5, 2][at % 3] as number),
  };
  const loaded = symmetric(
    imageReconstruction,
    {
      model,
      data: everySplit(set),
      shift: set,
      size,
      codeValues: Float32Array.from({ length: 2 ** 16 }, (_, code) => (code / (2 ** 16 - 1)) * 12 - 6),
      evaluationBatchSize: 5,
    },
    reconstructionSymmetry,
  );
  await expectSymmetry(model, loaded, {
    keys,
    mapParameter(name, x, key) {
      if (name.startsWith("output")) return mul(x, signOf(key, "target sign"));
      const filter = x.rank === 4 ? rearrangedFilter(x, gridOf(key, x.shape[0])) : x;
      return name === "down0.conv1.weight" ? mul(filter, signOf(key, "input sign")) : filter;
    },
  });
});
