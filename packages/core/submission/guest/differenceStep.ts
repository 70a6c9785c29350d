/** ‖εv‖ ÷ max(1, ‖w‖) of the central differences that stand for products with a Hessian, here and in the lab. */
export const differenceStep = 1e-3;
