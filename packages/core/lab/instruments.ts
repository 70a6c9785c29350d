import type { Instrument } from "./instrument.ts";
import { batchSize } from "./instruments/batchSize.ts";
import { boundary } from "./instruments/boundary.ts";
import { compare } from "./instruments/compare.ts";
import { connect } from "./instruments/connect.ts";
import { curvature } from "./instruments/curvature.ts";
import { energy } from "./instruments/energy.ts";
import { features } from "./instruments/features.ts";
import { forecast } from "./instruments/forecast.ts";
import { landscape } from "./instruments/landscape.ts";
import { scaling } from "./instruments/scaling.ts";
import { sensitivity } from "./instruments/sensitivity.ts";
import { spikes } from "./instruments/spikes.ts";
import { tradeoff } from "./instruments/tradeoff.ts";
import { variance } from "./instruments/variance.ts";

/** Every instrument of the lab, in the order in which they are listed. To add one: a file, and a line here. */
export const instruments: readonly Instrument[] = [
  compare,
  batchSize,
  variance,
  sensitivity,
  curvature,
  landscape,
  connect,
  boundary,
  features,
  spikes,
  scaling,
  forecast,
  tradeoff,
  energy,
];
