export { relu } from "./relu";
