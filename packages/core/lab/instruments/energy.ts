import { endOf, evenly, finite, type Instrument, isNumber, optionOf, tasksOf } from "../instrument.ts";
import { mean } from "../leastSquares.ts";

const joulesInKilowattHour = 3.6e6;

/** What a trial takes in energy, by the machine's own counters or by its reference time. */
export const energy: Instrument = {
  name: "energy",
  title: "Energy of a trial",
  measures:
    "joules of a training run and joules to the target, and grams of CO₂ equivalent: by the processor's own counters (RAPL, the whole package, while one task runs at a time) where the machine has them, else reference seconds times `watts`; which of the two is said. Seconds stand beside them",
  source:
    "Khan et al. 2018 (doi 10.1145/3177754) for RAPL; Lannelongue et al. 2021 (arXiv 2007.07610) for grams by energy times intensity; IEA, Electricity 2025, for the world's mean of 445 g/kWh",
  cost: "studies training runs of `steps` steps for each submission; with --jobs 1 where counters count",
  studies: 3,
  options: {
    steps: { description: "Training steps of a run", default: [500], min: 1, max: 1e6, integer: true },
    watts: {
      description:
        "Of the class's reference core under load, where nothing counts joules: 280 W of a server's processor over its 64 cores, and its memory's share",
      default: [6],
      min: 0.001,
      max: 1e5,
    },
    intensity: {
      description: "Grams of CO₂ equivalent a kilowatt-hour",
      default: [445],
      min: 0,
      max: 1e5,
    },
  },
  plan: (ask) => tasksOf(ask),
  async measure({ seed }, ask, bench) {
    const steps = optionOf(ask, "steps");
    const before = bench.joules();
    const record = await bench.train({
      seed,
      steps,
      evaluationSteps: evenly(steps, 21).slice(1),
      target: bench.workload.card.target.validation,
      goesOn: true,
    });
    const after = bench.joules();
    const { charged } = record.totals;
    return {
      numbers: {
        counted: before === null || after === null ? null : finite(after - before),
        // A class that the clock rules has no reference seconds.
        seconds: charged.reference ?? charged.wall,
        secondsToTarget: endOf(record).secondsToTarget,
      },
      series: {},
    };
  },
  report(ask, results) {
    const [watts, intensity] = [optionOf(ask, "watts"), optionOf(ask, "intensity")];
    const isCounted =
      results.length > 0 && results.every(({ finding }) => isNumber(finding.numbers["counted"]));
    const rows = ask.subjects.map((subject, index) => {
      const of = (name: string) =>
        results
          .filter(({ task }) => task.subject === index)
          .map(({ finding }) => finding.numbers[name])
          .filter(isNumber);
      const average = (name: string) => (of(name).length === ask.studies ? mean(of(name)) : null);
      const seconds = average("seconds");
      const joules = isCounted ? average("counted") : seconds === null ? null : seconds * watts;
      const untilTarget = average("secondsToTarget");
      return {
        name: subject.name,
        seconds,
        joules,
        toTarget:
          joules === null || untilTarget === null || seconds === null
            ? null
            : (joules * untilTarget) / seconds,
        grams: joules === null ? null : (joules / joulesInKilowattHour) * intensity,
      };
    });
    const by = isCounted
      ? "counted by the processor (RAPL), the whole package, evaluations included"
      : `reference seconds × ${watts} W: this machine has no counters that can be read`;
    return {
      lines: [
        `Joules are ${by}; grams at ${intensity} g of CO₂ equivalent a kilowatt-hour.`,
        ...rows.map(
          ({ name, joules, toTarget, grams }) =>
            `${name}: ${joules?.toPrecision(3) ?? "–"} J a run, ${toTarget?.toPrecision(3) ?? "–"} J to the target, ${grams?.toPrecision(2) ?? "–"} g.`,
        ),
      ],
      tables: [
        {
          title: `Means over ${ask.studies} seeds`,
          columns: ["submission", "seconds", "J", "J to target", "g CO₂e"],
          rows: rows.map(({ name, seconds, joules, toTarget, grams }) => [
            name,
            seconds,
            joules,
            toTarget,
            grams,
          ]),
        },
      ],
      figures: [],
    };
  },
};
