// Parts of WebAssembly's binary format (webassembly.github.io/spec/core/binary), as lists of bytes.

/** LEB128 of an unsigned 32-bit number. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
}

/** LEB128 of a 32-bit number as a signed one. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    if (rest >= -64 && rest < 64) return [...bytes, rest & 127];
    bytes.push((rest & 127) | 128);
  }
}

const vector = (items: readonly number[]): number[] => [...unsigned(items.length), ...items];
const list = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const text = (value: string): number[] => vector([...new TextEncoder().encode(value)]);
const section = (id: number, contents: readonly number[]): number[] => [id, ...vector(contents)];

const typeCodes: Readonly<Record<string, number>> = { i: 0x7f, f: 0x7d, d: 0x7c };

const typeOf = (letter: string): number => {
  const code = typeCodes[letter];
  if (code === undefined) throw new Error(`no type of WebAssembly is written "${letter}"`);
  return code;
};

export interface WasmModule {
  /** Types of parameters and result of the functions `calls.0`, `calls.1`, … that it imports, as "iif:i"; they have the first indices. */
  readonly imports: readonly string[];
  /** Types of parameters and result of `run`. */
  readonly signature: string;
  /** How many locals of type v128 it has behind its parameters, and of type i32 before those. */
  readonly integers?: number;
  readonly lanes?: number;
  /** Instructions, without the last `end`. */
  readonly body: readonly number[];
}

/** A module with one function, `run`, that works on the imported memory `env.memory`. */
export function wasmModule({
  imports,
  signature,
  integers = 0,
  lanes = 0,
  body,
}: WasmModule): Uint8Array<ArrayBuffer> {
  const signatures = [...new Set([signature, ...imports])];
  const types = signatures.map((each) => {
    const [parameters = "", results = ""] = each.split(":");
    return [0x60, ...vector([...parameters].map(typeOf)), ...vector([...results].map(typeOf))];
  });
  const imported = [
    [...text("env"), ...text("memory"), 0x02, 0x00, 0x00],
    ...imports.map((each, at) => [
      ...[...text("calls"), ...text(String(at))],
      ...[0x00, ...unsigned(signatures.indexOf(each))],
    ]),
  ];
  const locals = [
    ...(integers > 0 ? [[...unsigned(integers), 0x7f]] : []),
    ...(lanes > 0 ? [[...unsigned(lanes), 0x7b]] : []),
  ];
  const code = [...list(locals), ...body, 0x0b];
  const exported = [...text("run"), 0x00, ...unsigned(imports.length)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list(imported)),
    ...section(3, list([[0x00]])),
    ...section(7, list([exported])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}
