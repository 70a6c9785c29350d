import { roughly } from "./describeQueue.ts";
import type { BoardQuote } from "./quotes.ts";

const measures = { reference: "reference time", wall: "time by the clock" } as const;

/** What an entry on a board would cost, as who is about to make one reads it: a sentence each. */
export function describeQuote(quote: BoardQuote): string[] {
  const { trials, chargedSeconds, measure, wattHours, estimateSeconds, runnersOnline, board } = quote;
  const charged =
    chargedSeconds === null ? "" : `, at most ${seconds(chargedSeconds)} of ${measures[measure]}`;
  const energy = wattHours === null ? "" : `, some ${wattHours.toPrecision(2)} Wh`;
  const runners =
    runnersOnline === 0
      ? "No runner of its class is online: its trials wait until one is."
      : `${runnersOnline === 1 ? "One runner is" : `${runnersOnline} runners are`} online; ${
          estimateSeconds === null
            ? "no estimate: too few trials have ended in the last hours."
            : `by the present queue all should have ended in ${roughly(estimateSeconds)}.`
        }`;
  return [
    `An entry on ${board} takes ${trials === 1 ? "one trial" : `${trials} trials`}${charged}${energy}; who reaches targets earlier takes less.`,
    runners,
  ];
}

const seconds = (value: number): string =>
  value < 120
    ? `${Math.round(value)} s`
    : value < 7200
      ? `${Math.round(value / 60)} min`
      : `${(value / 3600).toFixed(1)} h`;
