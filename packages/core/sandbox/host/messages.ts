import { encodings } from "../../submission/guest/operationNames.ts";
import { loopOfOne } from "../loopPrices.ts";
import type { HostTable } from "./hostTable.ts";

/** What simulated workers send one another. */
export const messages = {
  send: {
    takes: ["number", "number"],
    // The network is not priced. Counting what is not 0 is as a sum of all, signs are made by four operations.
    price({ table, price, whole, flatOf, ofStructure, loop }) {
      const [call, sum] = [whole("call"), price("reduceAll.sum")];
      const signParts = ["unary.sign", "reduceLeaves.mean", "broadcast.mul"].map(price);
      return (message, encoding) => {
        const { structure: sent } = table.tree(message);
        if (encodings[encoding] === "sparse") return flatOf(message) + ofStructure(sum, sent);
        if (encodings[encoding] !== "signs") return call();
        return signParts.reduce(
          (nanoseconds, part) => nanoseconds + ofStructure(part, sent),
          loop(loopOfOne("abs", 2, sent.size)),
        );
      };
    },
    run:
      ({ table, communication, tree, out }) =>
      (message, encoding) => {
        const sent = tree(message);
        if (encodings[encoding] === "signs") table.reserve(sent.structure.size, sent.structure.leaves.length);
        const arrived = communication.send(sent, encoding);
        return arrived === null ? message : out(arrived);
      },
  },
  noteParallel: {
    takes: ["number", "number"],
    price: ({ whole }) => whole("call"),
    run:
      ({ communication }) =>
      (workers, delay) => {
        communication.note(workers, delay);
        return 0;
      },
  },
} satisfies Partial<HostTable>;
