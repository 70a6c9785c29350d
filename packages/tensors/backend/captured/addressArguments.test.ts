import { expect, test } from "vitest";
import { moduleNames } from "../node/compileModule.ts";
import { addressArguments, type ModuleName, rolesOf } from "./addressArguments.ts";

test.each(moduleNames)("every function of %s says which of its parameters are addresses", async (name) => {
  const { [`${name}Signatures`]: signatures } = await import(`../modules/${name}.generated.ts`);
  const addresses: Readonly<Record<string, string>> = addressArguments[name as ModuleName];
  expect(Object.keys(addresses).sort()).toEqual(Object.keys(signatures).sort());
  for (const [method, [types, parameters]] of Object.entries<[string, string]>(signatures)) {
    const names = (addresses[method] ?? "").split(" ").filter((each) => each !== ">" && each !== "");
    expect(parameters.split(" "), method).toEqual(expect.arrayContaining(names));
    const roles = rolesOf(parameters, addresses[method] ?? "");
    expect(roles.filter((role) => role !== "number")).toHaveLength(names.length);
    // An address is an i32, and a function of addresses writes somewhere.
    for (const [at, role] of roles.entries()) if (role !== "number") expect(types[at], method).toBe("i");
    if (names.length > 0) expect(roles, method).toContain("written");
  }
});
