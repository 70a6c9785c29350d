import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { speechSymmetry } from "../../symmetry/speechSymmetry.ts";
import { symmetric } from "../../symmetry/symmetric.ts";
import { type SpeechRecognitionOptions, speechRecognition } from "../../tasks/speechRecognition.ts";
import { flite } from "./dataset.ts";
import { loadFlite } from "./loadFlite.ts";
import { blank } from "./phones.ts";

/** A model of speech, whose bands and classes are the data's, put together with the data and the task. */
export const fliteWorkload = (
  card: WorkloadCard,
  model: SpeechRecognitionOptions["model"],
  { classes, augmentation }: Pick<SpeechRecognitionOptions, "classes" | "augmentation">,
): Workload => ({
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: model.modelStateSpecs,
  dataFiles: flite.files,
  async load(read) {
    const { unseen, ...data } = await loadFlite(read);
    return symmetric(
      speechRecognition,
      { model, data, unseen, classes, blank, augmentation, evaluationBatchSize: 50 },
      speechSymmetry,
    );
  },
});
