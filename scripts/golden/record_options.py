"""Records what options of optimizers do that the golden trajectories have off: PyTorch's optimizers themselves, and by their authors' conventions
(Lookahead's and SAM's around PyTorch's, SOAP, Shampoo, MARS) those that are no package. docs/golden.md says what each field means.

    python3 scripts/golden/record_options.py submissions/problem-A.json submissions/testing/goldenOptions.json
    npm run format

Needs PyTorch 1.13 or later. A parameter is held as PyTorch holds it: [out, in], filters [out, in, height, width].
"""

import json
import sys
from pathlib import Path

import torch

steps, recorded = 20, [3, 20]


def tiny_filters():
    """Sides that merge in another order, and to other lengths, than they are held in."""
    params, offset = [], 0
    for name, kind, shape in [("conv.kernel", "conv_weight", [2, 2, 2, 3]), ("dense.kernel", "weight", [3, 2]), ("dense.bias", "bias", [2])]:
        size = int(torch.tensor(shape).prod())
        params.append({"name": name, "kind": kind, "shape": shape, "offset": offset, "size": size})
        offset += size
    i = torch.arange(offset, dtype=torch.float64)
    vectors = {"H": 0.5 + (5 * i) % 7, "t": torch.cos(2.1 * i), "p0": 1.5 * torch.sin(1 + i * i)}
    return {
        "format": "golden-problem/1", "name": "problem-filters", "params": params, "size": offset, "noise": 0.05,
        **{name: values.float().tolist() for name, values in vectors.items()},
    }


class Parameters:
    """Of one problem, in one precision, with the gradient at a step."""

    def __init__(self, problem, dtype):
        self.problem, self.dtype = problem, dtype
        self.H, self.t = (torch.tensor(problem[name], dtype=torch.float64) for name in ("H", "t"))
        self.i = torch.arange(problem["size"], dtype=torch.float64)
        self.held = [torch.nn.Parameter(one.clone()) for one in self.split(torch.tensor(problem["p0"], dtype=dtype))]

    def split(self, flat):
        cut = [flat[p["offset"] : p["offset"] + p["size"]].reshape(p["shape"]) for p in self.problem["params"]]
        return [one.T.contiguous() if one.dim() == 2 else one.permute(3, 2, 0, 1).contiguous() if one.dim() == 4 else one for one in cut]

    def flat(self, trees=None):
        back = [one.detach() for one in (trees or self.held)]
        back = [one.T if one.dim() == 2 else one.permute(2, 3, 1, 0) if one.dim() == 4 else one for one in back]
        return torch.cat([one.reshape(-1) for one in back])

    def gradient(self, k, at=None):
        p = self.flat(at).double()
        g = self.H * (p - self.t) + 0.3 * torch.sin(3 * p) + self.problem["noise"] * torch.cos(0.7 * k + 1.3 * self.i)
        return self.split(g.to(self.dtype))

    def give(self, gradients):
        for p, g in zip(self.held, gradients):
            p.grad = g.clone()


def torch_optimizer(kind, hp, held):
    betas = (1 - hp.get("one_minus_beta1", 0.1), hp.get("beta2", 0.999))
    if kind == "sgd":
        mu = 1 - hp.get("one_minus_momentum", 1)
        return torch.optim.SGD(held, hp["lr"], mu, hp.get("dampening", 0), hp["weight_decay"], hp.get("nesterov", False))
    made = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind]
    return made(held, hp["lr"], betas, hp["eps"], hp["weight_decay"], hp.get("amsgrad", False))


def around_torch(kind):
    def run(P, hp):
        inner = torch_optimizer(hp.get("base", kind), hp, P.held)
        slow, cached = [p.detach().clone() for p in P.held], [torch.zeros_like(p) for p in P.held]
        queue = []
        for k in range(1, steps + 1):
            g = P.gradient(k)
            if "rho" in hp:
                scale = [p.detach() ** 2 if hp["adaptive"] else 1 for p in P.held]
                norm = torch.stack([((p.detach().abs() if hp["adaptive"] else 1) * one).norm() for p, one in zip(P.held, g)]).norm()
                g = P.gradient(k, [p.detach() + one * s * (hp["rho"] / (norm + 1e-12)) for p, one, s in zip(P.held, g, scale)])
            P.give(g)
            inner.step()
            evaluated = None
            if "la_steps" in hp:
                if k % hp["la_steps"] == 0:
                    for at, p in enumerate(P.held):
                        p.data.mul_(hp["la_alpha"]).add_(slow[at], alpha=1 - hp["la_alpha"])
                        slow[at].copy_(p.data)
                        state = inner.state[p]
                        if hp["pullback_momentum"] == "pullback":
                            # The authors' code keeps the buffer itself.
                            cached[at] = state["momentum_buffer"].mul_(hp["la_alpha"]).add_(cached[at], alpha=1 - hp["la_alpha"])
                        elif hp["pullback_momentum"] == "reset":
                            state["momentum_buffer"] = torch.zeros_like(p)
                evaluated = P.flat(slow)
            if "queue_length" in hp:
                if k % hp["interval"] == 0:
                    queue = [*queue, P.flat()][-hp["queue_length"] :]
                evaluated = sum(queue) / len(queue) if len(queue) == hp["queue_length"] else P.flat()
            yield P.flat(), evaluated

    return run


def merged(shape, longest):
    sides, run = [], 1
    for n in shape:
        if run * n <= longest:
            run *= n
        elif run > 1:
            sides, run = [*sides, run], n
        else:
            sides = [*sides, n]
    return sides + [run] if run > 1 or not sides else sides


def along(x, i, matrix):
    return torch.tensordot(x, matrix, ([i], [0])).movedim(-1, i)


def gram(g, i):
    rows = g.movedim(i, 0).reshape(g.shape[i], -1)
    return rows @ rows.T


def soap(P, hp):
    beta1, beta2, beta, longest = 1 - hp["one_minus_beta1"], hp["beta2"], hp["shampoo_beta"], hp["max_precond_dim"]
    states = []
    for k in range(1, steps + 1):
        for at, (p, g) in enumerate(zip(P.held, P.gradient(k))):
            shape = p.shape
            has = hp["precondition_1d"] if g.dim() == 1 else True
            g = g.reshape(merged(shape, longest)) if hp["merge_dims"] and g.dim() > 1 else g
            sides = [i for i, n in enumerate(g.shape) if has and n <= longest]
            if k == 1:
                L = {i: (1 - beta) * gram(g, i) for i in sides}
                Q = {i: torch.linalg.eigh(L[i])[1].flip(1) for i in sides}
                states.append({"L": L, "Q": Q, "m": torch.zeros_like(g), "v": torch.zeros_like(g)})
                continue
            s, t = states[at], k - 1
            L, Q = s["L"], s["Q"]

            def turned(x, bases, back=False):
                for i in sides:
                    x = along(x, i, bases[i].T if back else bases[i])
                return x

            G = turned(g, Q)
            s["m"], s["v"] = beta1 * s["m"] + (1 - beta1) * G, beta2 * s["v"] + (1 - beta2) * G * G
            direction = turned(s["m"] / (s["v"].sqrt() + hp["eps"]), Q, back=True)
            if hp["normalize_grads"]:
                direction = direction / (1e-30 + (direction**2).mean() ** 0.5)
            rate = hp["lr"] * ((1 - beta2**t) ** 0.5 / (1 - beta1**t) if hp["correct_bias"] else 1)
            p.data.sub_(rate * direction.reshape(shape))
            p.data.sub_(hp["lr"] * hp["weight_decay"] * p.data)
            for i in sides:
                L[i] = beta * L[i] + (1 - beta) * gram(g, i)
            if t % hp["precondition_frequency"] == 0:
                whole = turned(s["m"], Q, back=True)
                for i in sides:
                    order = (Q[i] * (L[i] @ Q[i])).sum(0).argsort(descending=True)
                    s["v"] = s["v"].index_select(i, order)
                    Q[i] = torch.linalg.qr(L[i] @ Q[i][:, order])[0]
                s["m"] = turned(whole, Q)
        yield P.flat(), None


def shampoo(P, hp):
    beta1, beta2, frequency, start = hp["beta1"], hp["beta2"], hp["precondition_frequency"], hp["start_preconditioning_step"]
    name, normalized = hp["grafting"].replace("_normalized", ""), hp["grafting"].endswith("_normalized")
    decay = 1 if name == "adagrad" else hp["grafting_beta2"]
    put = lambda old, new, b: old + new if b == 1 else b * old + (1 - b) * new
    states = [{"L": [0 * gram(p.detach(), i) for i in range(p.dim())], "R": [0 * gram(p.detach(), i) for i in range(p.dim())],
               "m": torch.zeros_like(p.detach()), "v": torch.zeros_like(p.detach())} for p in P.held]
    for k in range(1, steps + 1):
        corrected = lambda x, b: x / (1 - b**k) if b < 1 else x
        for s, p, g in zip(states, P.held, P.gradient(k)):
            s["L"] = [put(L, gram(g, i), beta2) for i, L in enumerate(s["L"])]
            s["v"] = put(s["v"], (g / g.norm() if normalized else g) ** 2, decay)
            if k >= start and k % frequency == 0:
                for i, L in enumerate(s["L"]):
                    values, vectors = torch.linalg.eigh(corrected(L, beta2) if hp["use_bias_correction"] else L)
                    values = values - min(0, float(values.min())) + hp["epsilon"]
                    exponent = {1: hp["exponent_1d"], 2: hp["exponent_2d"]}[g.dim()]
                    s["R"][i] = (vectors * values**exponent) @ vectors.T
            s["m"] = beta1 * s["m"] + (1 - beta1) * g
            f = (corrected(s["m"], beta1) if hp["use_bias_correction"] else s["m"]) if beta1 > 0 else g
            grafted = f if name in ("none", "sgd") else f / ((corrected(s["v"], decay) if name == "adam" else s["v"]).sqrt() + hp["grafting_epsilon"])
            u = grafted
            if k >= start:
                u = f
                for i, R in enumerate(s["R"]):
                    u = along(u, i, R)
                u = u if name == "none" else u * grafted.norm() / (u.norm() + 1e-16)
            p.data.mul_(1 - hp["lr"] * hp["weight_decay"]).sub_(hp["lr"] * u)
        yield P.flat(), None


def orthogonal(M, eps):
    X = M / (M.norm() + eps)
    X = X.T if M.shape[0] > M.shape[1] else X
    for _ in range(5):
        A = X @ X.T
        X = 3.4445 * X - 4.7750 * A @ X + 2.0315 * A @ A @ X
    return X.T if M.shape[0] > M.shape[1] else X


def mars(P, hp):
    beta1, beta2, eps = 1 - hp["one_minus_beta1"], hp["beta2"], hp["eps"]
    zeros = lambda: [torch.zeros_like(p.detach()) for p in P.held]
    m, v, most, last = zeros(), zeros(), zeros(), zeros()
    before = None
    for k in range(1, steps + 1):
        if not hp["is_approx"] and before is not None:
            last = P.gradient(k, before)
        before, gradients = [p.detach().clone() for p in P.held], P.gradient(k)
        for at, (p, g) in enumerate(zip(P.held, gradients)):
            matrix, is_corrected = g.dim() == 2, hp["optimize_1d"] or g.dim() == 2
            b1, b2 = (beta1, beta2) if is_corrected else (hp["beta1_1d"], hp["beta2_1d"])
            lr, decay = (hp["lr"], hp["weight_decay"]) if is_corrected else (hp["lr_1d"], hp["weight_decay_1d"])
            c = g + hp["gamma"] * beta1 / (1 - beta1) * (g - last[at]) if is_corrected else g
            c = c / c.norm() if is_corrected and c.norm() > 1 else c
            m[at], v[at] = b1 * m[at] + (1 - b1) * c, b2 * v[at] + (1 - b2) * c * c
            most[at] = torch.maximum(most[at], v[at])
            if is_corrected and hp["mars_type"] == "mars-lion":
                u = m[at].sign()
            elif matrix and hp["mars_type"] == "mars-shampoo":
                u = orthogonal(m[at] / (1 - beta1), eps) * max(1, g.shape[0] / g.shape[1]) ** 0.5
            else:
                second = most[at] if hp.get("amsgrad") else v[at]
                u = m[at] / ((second.sqrt() / (1 - b2**k) ** 0.5 + eps) * (1 - b1**k))
            p.data.sub_(lr * (decay * p.data + u))
        if hp["is_approx"]:
            last = gradients
        yield P.flat(), None


sgd = {"lr": 0.02, "weight_decay": 0.01}
heavy = {**sgd, "one_minus_momentum": 0.1}
adam = {"lr": 0.03, "one_minus_beta1": 0.1, "beta2": 0.9, "eps": 1e-8, "weight_decay": 0.1}
look = {"la_steps": 3, "la_alpha": 0.3, "base": "sgd", "nesterov": False}
soaped = {"lr": 0.03, "one_minus_beta1": 0.05, "beta2": 0.95, "shampoo_beta": 0.9, "eps": 1e-8, "weight_decay": 0.1, "precondition_frequency": 4,
          "max_precond_dim": 5, "precondition_1d": False, "merge_dims": True, "normalize_grads": False, "correct_bias": True}
roots = {"lr": 0.1, "beta1": 0.0, "beta2": 1.0, "epsilon": 0.1, "weight_decay": 0.05, "precondition_frequency": 2, "start_preconditioning_step": 4,
         "use_bias_correction": False, "exponent_2d": -0.25, "exponent_1d": -0.5, "grafting_beta2": 0.9, "grafting_epsilon": 1e-3}
reduced = {"mars_type": "mars-adamw", "is_approx": True, "optimize_1d": False, "lr": 0.02, "one_minus_beta1": 0.05, "beta2": 0.99, "eps": 1e-8,
           "weight_decay": 0.1, "gamma": 0.025, "lr_1d": 0.03, "beta1_1d": 0.9, "beta2_1d": 0.95, "weight_decay_1d": 0.2}

cases = [
    *(("sgd", around_torch("sgd"), {**sgd, **more}) for more in (
        {"momentum": 0.9, "dampening": 0.3, "nesterov": False}, {"momentum": 0.8, "dampening": 0.0, "nesterov": True}, {"momentum": 0.0, "dampening": 0.5})),
    *(("heavy_ball", around_torch("sgd"), {**heavy, **more}) for more in ({"dampening": 0.5, "nesterov": False}, {"dampening": 0.0, "nesterov": True})),
    *(("nesterov", around_torch("sgd"), {**heavy, **more}) for more in ({"dampening": 0.0, "nesterov": False}, {"dampening": 0.2, "nesterov": False})),
    ("adam", around_torch("adam"), {**adam, "amsgrad": True}),
    ("adamw", around_torch("adamw"), {**adam, "amsgrad": True}),
    ("amsgrad", around_torch("adamw"), {**adam, "amsgrad": False}),
    *(("lookahead", around_torch("sgd"), {**look, **heavy, **more}) for more in (
        {"pullback_momentum": "reset"}, {"pullback_momentum": "pullback"}, {"pullback_momentum": "pullback", "nesterov": True})),
    ("lookahead", around_torch("sgd"), {**look, **sgd, "pullback_momentum": "none"}),
    *(("lookahead", around_torch("adamw"), {**look, **adam, "base": "adamw", "pullback_momentum": how}) for how in ("none", "reset")),
    ("sam", around_torch("adamw"), {**adam, "rho": 0.1, "adaptive": False, "base": "adamw"}),
    ("sam", around_torch("sgd"), {**heavy, "rho": 0.1, "adaptive": True, "base": "sgd", "nesterov": True}),
    ("sam", around_torch("sgd"), {**sgd, "rho": 0.2, "adaptive": False, "base": "sgd", "momentum": 0.0}),
    ("lawa", around_torch("adamw"), {**adam, "queue_length": 3, "interval": 2, "base": "adamw"}),
    ("lawa", around_torch("sgd"), {**sgd, "queue_length": 4, "interval": 1, "base": "sgd", "nesterov": False}),
    *(("soap", soap, {**soaped, **more}) for more in ({}, {"normalize_grads": True, "correct_bias": False})),
    *(("shampoo", shampoo, {**roots, "grafting": name}) for name in ("none", "sgd", "adagrad", "rmsprop", "adam", "adagrad_normalized")),
    *(("shampoo", shampoo, {**roots, "lr": 0.002, "grafting": name}) for name in ("rmsprop_normalized", "adam_normalized")),
    ("shampoo", shampoo, {**roots, "grafting": "adam", "beta1": 0.9, "beta2": 0.95, "use_bias_correction": True, "start_preconditioning_step": 3}),
    ("shampoo", shampoo, {**roots, "grafting": "none", "beta1": 0.9, "start_preconditioning_step": 5, "precondition_frequency": 3}),
    *(("mars", mars, {**reduced, **more}) for more in (
        {"mars_type": "mars-lion"}, {"mars_type": "mars-lion", "optimize_1d": True}, {"mars_type": "mars-shampoo"},
        {"mars_type": "mars-shampoo", "optimize_1d": True}, {"optimize_1d": True}, {"is_approx": False, "gamma": 0.05}, {"amsgrad": True, "beta2": 0.8})),
]


def plain(values):
    return [float(f"{value:.9g}") for value in values.tolist()]


def trajectory(problem, optimizer, run, stated):
    hp = dict(stated)
    if "momentum" in hp:
        hp["one_minus_momentum"] = 1 - hp["momentum"]
    single, double = ([(a.clone(), None if b is None else b.clone()) for a, b in run(Parameters(problem, dtype), hp)] for dtype in (torch.float32, torch.float64))
    noise = max(float(((a.double() - b).abs() / b.abs().clamp(min=1)).max()) for (a, _), (b, _) in zip(single, double))
    by_torch = run.__qualname__.startswith("around_torch")
    return {
        "format": "golden-trajectory/1", "optimizer": optimizer, "problem": problem["name"],
        "source": {"repo": "pytorch/pytorch" if by_torch else "this repository", "path": "scripts/golden/record_options.py", "commit": f"torch {torch.__version__}"},
        "hyperparameters": stated, "tolerance": max(1e-5, 10 * noise),
        "checkpoints": [{"step": k, "train": plain(single[k - 1][0]), "eval": None if single[k - 1][1] is None else plain(single[k - 1][1])} for k in recorded],
    }


def main(problem_file, out):
    usual, filters = json.loads(Path(problem_file).read_text()), tiny_filters()
    made = [trajectory(problem, *case) for case in cases for problem in ([usual, filters] if case[0] == "soap" else [usual])]
    Path(out).write_text(json.dumps({"problem": filters, "trajectories": made}, allow_nan=False) + "\n")
    for one in made:
        print(one["optimizer"], one["problem"], f"{one['tolerance']:.1e}", one["hyperparameters"])


main(*sys.argv[1:])
