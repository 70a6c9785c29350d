import { loopCountAddress } from "../loopCount.ts";

/** So many bytes that one instruction copies or fills count as one loop. */
const bytesPerLoopShift = 6n;

/** Reads a WebAssembly binary from `at` on. https://webassembly.github.io/spec/core/binary/ */
class Reader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new RangeError("the WebAssembly module ends too early");
    return byte;
  }

  /** An unsigned LEB128 number below 2³². */
  u32(): number {
    let value = 0;
    for (let place = 1; ; place *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * place;
      if (byte < 0x80) return value;
    }
  }

  /** Passes over a LEB128 number of any length and sign. */
  passLeb(): void {
    while (this.byte() >= 0x80);
  }

  pass(count: number): void {
    this.at += count;
  }
}

const leb = (value: number): number[] => {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...bytes, left];
    bytes.push((left % 128) + 128);
  }
};

const op = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  branch: 0x0c,
  branchIf: 0x0d,
  branchTable: 0x0e,
  call: 0x10,
  callIndirect: 0x11,
  selectTyped: 0x1c,
  localGet: 0x20,
  localTee: 0x22,
  tableSet: 0x26,
  firstLoad: 0x28,
  i64Load: 0x29,
  i64Store: 0x37,
  lastStore: 0x3e,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  i64Add: 0x7c,
  i64ShiftRight: 0x88,
  i64FromU32: 0xad,
  refNull: 0xd0,
  refFunc: 0xd2,
  prefixed: 0xfc,
  simd: 0xfd,
} as const;

const memoryCopy = 10;
const memoryFill = 11;

/** Adds what `amount` leaves on the stack to the count. */
const addToCount = (amount: readonly number[]): number[] => [
  ...[op.i32Const, 0, op.i32Const, 0, op.i64Load, 3, loopCountAddress],
  ...amount,
  ...[op.i64Add, op.i64Store, 3, loopCountAddress],
];
const oneMore = addToCount([op.i64Const, 1]);

/** Passes over the immediates of an instruction. Throws where it is none of those that compilers of C emit without SIMD or threads. */
function passImmediates(reader: Reader, code: number): void {
  const { block, loop, if: conditional } = op;
  if (code === block || code === loop || code === conditional || code === op.refNull) reader.passLeb();
  else if (code === op.branchTable || code === op.selectTyped) {
    const count = reader.u32() + (code === op.branchTable ? 1 : 0);
    for (let place = 0; place < count; place++) reader.passLeb();
  } else if (code === op.callIndirect) {
    reader.passLeb();
    reader.passLeb();
  } else if (code >= op.firstLoad && code <= op.lastStore) {
    reader.passLeb();
    reader.passLeb();
  } else if (
    code === op.branch ||
    code === op.branchIf ||
    code === op.call ||
    (code >= op.localGet && code <= op.tableSet) ||
    code === op.memorySize ||
    code === op.memoryGrow ||
    code === op.i32Const ||
    code === op.i64Const ||
    code === op.refFunc
  ) {
    reader.passLeb();
  } else if (code === op.f32Const) reader.pass(4);
  else if (code === op.f64Const) reader.pass(8);
  else if (code === op.simd || code > op.prefixed || (code > 0x05 && code < 0x0b)) {
    throw new RangeError(`the instruction ${code.toString(16)} is not known`);
  }
}

/** A function's body that counts the loops it begins anew, and the bytes that it copies and fills. */
function countInBody(body: Uint8Array, parameters: number): number[] {
  const reader = new Reader(body);
  const groups = reader.u32();
  const declared = reader.at;
  let locals = 0;
  for (let group = 0; group < groups; group++) {
    locals += reader.u32();
    reader.pass(1);
  }
  // One more local, for the length of what is copied.
  const length = leb(parameters + locals);
  const out = [...leb(groups + 1), ...body.subarray(declared, reader.at), 1, 0x7f];
  const addBytes = addToCount([
    ...[op.localGet, ...length, op.i64FromU32],
    ...[op.i64Const, Number(bytesPerLoopShift), op.i64ShiftRight],
  ]);
  while (reader.at < body.length) {
    const start = reader.at;
    const code = reader.byte();
    let isLong = false;
    if (code === op.prefixed) {
      const kind = reader.u32();
      isLong = kind === memoryCopy || kind === memoryFill;
      if (kind > 7 && !isLong) throw new RangeError(`the instruction fc ${kind} is not known`);
      if (isLong) reader.pass(kind === memoryCopy ? 2 : 1);
    } else passImmediates(reader, code);
    if (isLong) out.push(op.localTee, ...length, ...addBytes);
    for (let at = start; at < reader.at; at++) out.push(body[at] as number);
    if (code === op.loop) out.push(...oneMore);
  }
  return out;
}

const sections = { type: 1, import: 2, function: 3, code: 10 } as const;

/**
 * A WebAssembly module that does the same and counts, in eight bytes of its memory, how often it begins a turn of a loop, and 1 for each 64 bytes that it copies or
 * fills at once: a measure of its work that no code run by an interpreter in it can get around, the same on every machine.
 */
export function countLoops(module: Uint8Array): Uint8Array {
  const reader = new Reader(module, 8);
  const parametersOfType: number[] = [];
  const typeOfFunction: number[] = [];
  let imported = 0;
  const out: number[][] = [[...module.subarray(0, 8)]];
  while (reader.at < module.length) {
    const id = reader.byte();
    const size = reader.u32();
    const start = reader.at;
    const content = module.subarray(start, start + size);
    const inside = new Reader(content);
    let written: ArrayLike<number> = content;
    if (id === sections.type) {
      for (let left = inside.u32(); left > 0; left--) {
        if (inside.byte() !== 0x60) throw new RangeError("a type is not a function's");
        const parameters = inside.u32();
        parametersOfType.push(parameters);
        inside.pass(parameters);
        inside.pass(inside.u32());
      }
    } else if (id === sections.import) {
      for (let left = inside.u32(); left > 0; left--) {
        inside.pass(inside.u32());
        inside.pass(inside.u32());
        const kind = inside.byte();
        if (kind === 0) {
          imported++;
          inside.passLeb();
        } else if (kind === 3) inside.pass(2);
        else {
          if (kind === 1) inside.pass(1);
          const flags = inside.byte();
          inside.passLeb();
          if ((flags & 1) !== 0) inside.passLeb();
        }
      }
    } else if (id === sections.function) {
      for (let left = inside.u32(); left > 0; left--) typeOfFunction.push(inside.u32());
    } else if (id === sections.code) {
      const count = inside.u32();
      const code: number[] = leb(count);
      for (let place = 0; place < count; place++) {
        const length = inside.u32();
        const body = content.subarray(inside.at, inside.at + length);
        inside.pass(length);
        const counted = countInBody(body, parametersOfType[typeOfFunction[place] ?? -1] ?? 0);
        for (const byte of leb(counted.length)) code.push(byte);
        for (const byte of counted) code.push(byte);
      }
      written = code;
    }
    out.push([id, ...leb(written.length)]);
    out.push(Array.from(written));
    reader.at = start + size;
  }
  if (imported === 0 && typeOfFunction.length === 0) throw new RangeError("the module has no functions");
  return Uint8Array.from(out.flat());
}
