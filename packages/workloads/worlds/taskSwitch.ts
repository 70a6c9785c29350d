import { taskStream } from "./taskStream.ts";
import { worldOf } from "./worldCards.ts";

const half = 6400;

/** The first task alone; then both in turn, so that half of each batch is of either. */
export default taskStream({
  card: worldOf("task_switch"),
  tasks: 2,
  taskAt: (place) => (place < half ? 0 : place % 2),
  evaluated: 1000,
});
