import type { Split } from "@steepest/core/workload/workload.ts";

type Splits<Data> = Readonly<Record<"train" | Split, Data>>;

/** All three splits, each under the same change. */
export const mapSplits = <Data>(
  { train, validation, test }: Splits<Data>,
  change: (split: Data) => Data,
): Splits<Data> => ({ train: change(train), validation: change(validation), test: change(test) });
