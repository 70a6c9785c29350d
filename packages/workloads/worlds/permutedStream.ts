import { taskStream } from "./taskStream.ts";
import { worldOf } from "./worldCards.ts";

/** Forty tasks, 2,048 examples of each. */
export default taskStream({
  card: worldOf("permuted_stream"),
  tasks: 40,
  taskAt: (place) => Math.floor(place / 2048),
  evaluated: 250,
});
