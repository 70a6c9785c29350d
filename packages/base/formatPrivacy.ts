const figure = (value: number): string => Number(value.toPrecision(3)).toString();

/** What a submission states of its privacy, for people: "ε 1.23, δ 0.00001". */
export const formatPrivacy = ({
  epsilon,
  delta,
}: {
  readonly epsilon: number;
  readonly delta: number;
}): string => `ε ${figure(epsilon)}, δ ${figure(delta)}`;
