import { log1p } from "@steepest/base/math/log.ts";
import { cos, sin } from "@steepest/base/math/sineAndCosine.ts";
import type { ClickExamples } from "../../tasks/clickPrediction.ts";
import type { FlightColumns } from "./flightColumns.ts";

/**
 * A row of a table of `vocabulary` rows for `value` of categorical feature number `feature`: the finalizer of MurmurHash3 (A. Appleby), so that equal
 * values of different features fall apart. `value` is below 2³².
 */
export function hashCategory(feature: number, value: number, vocabulary: number): number {
  let hash = (value ^ Math.imul(feature + 1, 0x9e3779b1)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % vocabulary;
}

/** What the features are computed from: one flight. */
interface Flight {
  readonly weekday: number;
  readonly minute: number;
  readonly hour: number;
  readonly origin: number;
  readonly destination: number;
  /** Origin and destination as one number. */
  readonly route: number;
  readonly distance: number;
  readonly originDay: number;
  readonly originHour: number;
  readonly destinationDay: number;
  readonly destinationHour: number;
}

/** Numeric features; counts and distances by their logarithm, as AlgoPerf's of Criteo. */
const numbers: Readonly<Record<string, (flight: Flight) => number>> = {
  distance: ({ distance }) => log1p(distance / 100),
  originDay: ({ originDay }) => log1p(originDay) / 4,
  originHour: ({ originHour }) => log1p(originHour) / 2,
  destinationDay: ({ destinationDay }) => log1p(destinationDay) / 4,
  destinationHour: ({ destinationHour }) => log1p(destinationHour) / 2,
  daySine: ({ minute }) => sin((2 * Math.PI * minute) / 1440),
  dayCosine: ({ minute }) => cos((2 * Math.PI * minute) / 1440),
  halfDaySine: ({ minute }) => sin((4 * Math.PI * minute) / 1440),
  halfDayCosine: ({ minute }) => cos((4 * Math.PI * minute) / 1440),
};

/** Categorical features, crosses among them, as numbers that are unique within their feature. */
const categories: Readonly<Record<string, (flight: Flight) => number>> = {
  origin: ({ origin }) => origin,
  destination: ({ destination }) => destination,
  route: ({ route }) => route,
  hour: ({ hour }) => hour,
  weekday: ({ weekday }) => weekday,
  hourOfWeek: ({ weekday, hour }) => weekday * 24 + hour,
  distance: ({ distance }) => Math.floor(distance / 50),
  originHour: ({ origin, hour }) => origin * 24 + hour,
  destinationHour: ({ destination, hour }) => destination * 24 + hour,
  originWeekday: ({ origin, weekday }) => origin * 7 + weekday,
  destinationWeekday: ({ destination, weekday }) => destination * 7 + weekday,
  originHourOfWeek: ({ origin, weekday, hour }) => (origin * 7 + weekday) * 24 + hour,
  routePartOfDay: ({ route, hour }) => route * 8 + Math.floor(hour / 3),
  routeWeekday: ({ route, weekday }) => route * 7 + weekday,
  /** The same flight on other days: a route at a time of day. */
  flight: ({ route, minute }) => route * 1440 + minute,
  originMinute: ({ origin, minute }) => origin * 1440 + minute,
};

export const numberNames: readonly string[] = Object.keys(numbers);
export const categoryNames: readonly string[] = Object.keys(categories);

/** 1 January 2001 was a Monday. */
const weekdayOf = (day: number) => day % 7;

/** Features of every flight, categories hashed into one table of `vocabulary` rows (at most 65,536). */
export function flightFeatures(columns: FlightColumns, vocabulary: number): ClickExamples {
  const count = columns.day.length;
  const numberOf = Object.values(numbers);
  const categoryOf = Object.values(categories);
  const allNumbers = new Float32Array(count * numberOf.length);
  const allCategories = new Uint16Array(count * categoryOf.length);
  for (let at = 0; at < count; at++) {
    const flight = flightAt(columns, at);
    for (let i = 0; i < numberOf.length; i++) {
      allNumbers[at * numberOf.length + i] = (numberOf[i] as (typeof numberOf)[0])(flight);
    }
    for (let i = 0; i < categoryOf.length; i++) {
      const value = (categoryOf[i] as (typeof categoryOf)[0])(flight);
      allCategories[at * categoryOf.length + i] = hashCategory(i, value, vocabulary);
    }
  }
  return { numbers: allNumbers, categories: allCategories, labels: Uint8Array.from(columns.late) };
}

function flightAt(columns: FlightColumns, at: number): Flight {
  const of = (column: Uint16Array) => column[at] as number;
  const origin = of(columns.origin);
  const destination = of(columns.destination);
  const minute = of(columns.minute);
  return {
    weekday: weekdayOf(of(columns.day)),
    minute,
    hour: Math.floor(minute / 60),
    origin,
    destination,
    route: origin * 256 + destination,
    distance: of(columns.distance),
    originDay: of(columns.originDay),
    originHour: of(columns.originHour),
    destinationDay: of(columns.destinationDay),
    destinationHour: of(columns.destinationHour),
  };
}
