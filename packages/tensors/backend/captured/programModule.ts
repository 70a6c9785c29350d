import { signed, unsigned, wasmModule } from "./wasmEncoding.ts";

/** An argument of a call in a program. */
export type Argument =
  | { readonly kind: "number"; readonly value: number }
  /** So many bytes behind the start of the program's workspace. */
  | { readonly kind: "workspace"; readonly offset: number }
  /** So many bytes behind the address that is stored at `table`. */
  | { readonly kind: "stored"; readonly table: number; readonly offset: number };

export interface ProgramCall {
  /** Place in the list of functions. */
  readonly callee: number;
  readonly args: readonly Argument[];
  /** What it has to return, if it returns anything. */
  readonly result: number | undefined;
}

export interface Callee {
  /** `iif:i`: types of parameters and result. */
  readonly signature: string;
}

/**
 * A WebAssembly module with one function, `run`, that takes the address of the workspace and makes all the calls. It returns 0, or 1 at once
 * where a call returns something else than it has to. It imports the memory `env.memory` and the functions `calls.0`, `calls.1`, ….
 */
export function programModule(
  callees: readonly Callee[],
  calls: readonly ProgramCall[],
): Uint8Array<ArrayBuffer> {
  return wasmModule({
    imports: callees.map(({ signature }) => signature),
    signature: "i:i",
    body: [...calls.flatMap((call) => codeOf(call, callees)), 0x41, 0x00],
  });
}

function codeOf({ callee, args, result }: ProgramCall, callees: readonly Callee[]): number[] {
  const [parameters = "", returned = ""] = (callees[callee] as Callee).signature.split(":");
  const code = args.flatMap((argument, at) => push(argument, parameters[at] as string));
  code.push(0x10, ...unsigned(callee));
  if (returned === "") return code;
  if (returned !== "i" || result === undefined) throw new Error("a captured call returns an i32 or nothing");
  // if (returned ≠ wanted) return 1
  return [...code, 0x41, ...signed(result), 0x47, 0x04, 0x40, 0x41, 0x01, 0x0f, 0x0b];
}

function push(argument: Argument, type: string): number[] {
  switch (argument.kind) {
    case "number":
      if (type === "f") return [0x43, ...bytesOf(Float32Array.of(argument.value))];
      if (type === "d") return [0x44, ...bytesOf(Float64Array.of(argument.value))];
      return [0x41, ...signed(argument.value)];
    case "workspace":
      return [0x20, 0x00, 0x41, ...signed(argument.offset), 0x6a];
    case "stored": {
      const load = [0x41, 0x00, 0x28, 0x02, ...unsigned(argument.table)];
      return argument.offset === 0 ? load : [...load, 0x41, ...signed(argument.offset), 0x6a];
    }
  }
}

const bytesOf = (numbers: Float32Array | Float64Array): number[] => [...new Uint8Array(numbers.buffer)];
