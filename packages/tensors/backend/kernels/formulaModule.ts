import { signed, unsigned, wasmModule } from "../captured/wasmEncoding.ts";

/** What a line of a formula does with its operands, and how many they are. */
export const formulaOperations = {
  neg: 1,
  abs: 1,
  square: 1,
  sqrt: 1,
  rsqrt: 1,
  reciprocal: 1,
  floor: 1,
  ceil: 1,
  round: 1,
  add: 2,
  sub: 2,
  mul: 2,
  div: 2,
  maximum: 2,
  minimum: 2,
  /** average, value, decay, 1 − decay */
  ema: 4,
  /** a, b, factor */
  addScaled: 3,
} as const;

export type FormulaOperation = keyof typeof formulaOperations;

/** Where an operand comes from: the place of an input, a constant or an earlier line. */
export interface FormulaOperand {
  readonly from: "input" | "constant" | "line";
  readonly at: number;
}

export interface FormulaLine {
  readonly operation: FormulaOperation;
  readonly operands: readonly FormulaOperand[];
}

/** A computation of each number by itself, line by line. */
export interface Formula {
  /** Of each input, whether it is one number that goes with all. */
  readonly inputs: readonly ("each" | "one")[];
  readonly constants: number;
  readonly lines: readonly FormulaLine[];
  /** Places of the lines that are results. */
  readonly outputs: readonly number[];
}

const simd = (code: number): number[] => [0xfd, ...unsigned(code)];
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const number = (value: number): number[] => [
  0x43,
  ...new Uint8Array(Float32Array.of(value).buffer),
  ...simd(0x13),
];
const [multiply, add, squareRoot, divide] = [simd(0xe6), simd(0xe4), simd(0xe3), simd(0xe7)];

/**
 * A module whose `run(bytes, …inputs, …outputs, …constants)` computes a formula over so many bytes of numbers, two vectors of four lanes a turn, of
 * which V8 makes one of eight (docs/decisions/0048-eight-lanes.md); addresses in bytes, constants float32. The last one to seven numbers go through the
 * same instructions four by four and one by one.
 */
export function formulaModule(formula: Formula, fuses: boolean): Uint8Array<ArrayBuffer> {
  const { inputs, constants, lines, outputs } = formula;
  const inputAt = (at: number) => 1 + at;
  const outputAt = (at: number) => 1 + inputs.length + at;
  const constantAt = (at: number) => 1 + inputs.length + outputs.length + at;
  const parameters = constantAt(constants);
  const [offset, end, address] = [parameters, parameters + 1, parameters + 2];
  const constantsAt = parameters + 3;
  const half = inputs.length + lines.length;
  /** Where the lower or the upper vector of a turn has its numbers; a number that goes with all is one vector for both. */
  const localsOf = (upper: 0 | 1) => {
    const own = constantsAt + constants + upper * half;
    return {
      input: (at: number) => (inputs[at] === "one" ? constantsAt + constants : own) + at,
      constant: (at: number) => constantsAt + at,
      line: (at: number) => own + inputs.length + at,
    };
  };
  const lower = localsOf(0);
  type Locals = typeof lower;
  /** What a line does, its result on the stack. */
  const compute = ({ operation, operands }: FormulaLine, local: Locals): number[] => {
    const operand = ({ from, at }: FormulaOperand) => get(local[from](at));
    const [a = [], b = [], c = [], d = []] = operands.map(operand);
    const multiplyAdd = (x: number[], y: number[], z: number[]) =>
      fuses ? [...x, ...y, ...z, ...simd(0x105)] : [...x, ...y, ...multiply, ...z, ...add];
    switch (operation) {
      case "neg":
        return [...a, ...simd(0xe1)];
      case "abs":
        return [...a, ...simd(0xe0)];
      case "square":
        return [...a, ...a, ...multiply];
      case "sqrt":
        return [...a, ...squareRoot];
      case "rsqrt":
        return [...number(1), ...a, ...squareRoot, ...divide];
      case "reciprocal":
        return [...number(1), ...a, ...divide];
      case "floor":
        return [...a, ...simd(0x68)];
      case "ceil":
        return [...a, ...simd(0x67)];
      case "round":
        return [...a, ...simd(0x6a)];
      case "add":
        return [...a, ...b, ...add];
      case "sub":
        return [...a, ...b, ...simd(0xe5)];
      case "mul":
        return [...a, ...b, ...multiply];
      case "div":
        return [...a, ...b, ...divide];
      case "maximum":
        return [...a, ...b, ...simd(0xe9)];
      case "minimum":
        return [...a, ...b, ...simd(0xe8)];
      // As assembly/trees: the second product is rounded first.
      case "ema":
        return multiplyAdd(a, c, [...b, ...d, ...multiply]);
      case "addScaled":
        return multiplyAdd(b, c, a);
    }
  };
  const at = (address: number) => [...get(address), ...get(offset), 0x6a];
  /** Reads every input that has a number for each, by loads each of which goes to its own locals. */
  const loads = (...parts: readonly (readonly [load: number[], local: Locals])[]) =>
    inputs.flatMap((kind, place) =>
      kind === "one"
        ? []
        : [
            ...[...at(inputAt(place)), ...set(address)],
            ...parts.flatMap(([load, local]) => [...get(address), ...load, ...set(local.input(place))]),
          ],
    );
  const computed = (local: Locals) =>
    lines.flatMap((line, place) => [...compute(line, local), ...set(local.line(place))]);
  const turn = (load: number[], store: number[]) => [
    ...loads([load, lower]),
    ...computed(lower),
    ...outputs.flatMap((line, place) => [...at(outputAt(place)), ...get(lower.line(line)), ...store]),
  ];
  /** As assembly/storePair.ts says: everything is read first, upper halves are written first, and every output has offsets of its own. */
  const pairs = () => {
    const upper = localsOf(1);
    const storeTo = (distance: number, line: number, local: Locals) => [
      ...[...get(address), ...get(local.line(line)), ...simd(0x0b), 2, ...unsigned(distance)],
    ];
    return [
      ...loads([[...simd(0x00), 2, 0], lower], [[...simd(0x00), 2, 16], upper]),
      ...[...computed(lower), ...computed(upper)],
      ...outputs.flatMap((line, place) => [
        ...[...at(outputAt(place)), 0x41, ...signed(32 * place), 0x6b, ...set(address)],
        ...storeTo(32 * place + 16, line, upper),
        ...storeTo(32 * place, line, lower),
      ]),
    ];
  };
  /** While offset < limit. */
  const loop = (limit: number[], step: number, body: number[]) => [
    ...[0x02, 0x40, 0x03, 0x40],
    ...[...get(offset), ...limit, 0x4f, 0x0d, 0x01],
    ...body,
    ...[...get(offset), 0x41, step, 0x6a, ...set(offset), 0x0c, 0x00],
    ...[0x0b, 0x0b],
  ];
  const body = [
    ...inputs.flatMap((kind, place) =>
      kind === "one" ? [...get(inputAt(place)), ...simd(0x09), 2, 0, ...set(lower.input(place))] : [],
    ),
    ...Array.from({ length: constants }, (_, place) => [
      ...get(constantAt(place)),
      ...simd(0x13),
      ...set(lower.constant(place)),
    ]).flat(),
    // bytes & −32, bytes & −16
    ...[...get(0), 0x41, 0x60, 0x71, ...set(end)],
    ...loop(get(end), 32, pairs()),
    ...[...get(0), 0x41, 0x70, 0x71, ...set(end)],
    ...loop(get(end), 16, turn([...simd(0x00), 2, 0], [...simd(0x0b), 2, 0])),
    ...loop(get(0), 4, turn([...simd(0x5c), 2, 0], [...simd(0x5a), 2, 0, 0])),
  ];
  const addresses = "i".repeat(inputs.length + outputs.length);
  return wasmModule({
    imports: [],
    signature: `i${addresses}${"f".repeat(constants)}:`,
    integers: 3,
    lanes: constants + 2 * half,
    body,
  });
}
