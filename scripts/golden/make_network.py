"""Records a golden trajectory on a network by NumPy alone: two dense layers on eight examples, and SGD on inputs that are perturbed by the
sign of their gradient (Goodfellow et al. 2015, arXiv 1412.6572). docs/golden.md says what each field means.

    python3 scripts/golden/make_network.py FOLDER

To record a method of your own, replace `adversarial_sgd` (and `method`, its hyperparameters). Code in another framework builds the same network
from the file: weights are [in, out] there, torch.nn.Linear holds their transposes.
"""

import json
import sys
from pathlib import Path

import numpy as np

features, units, classes, examples = 3, 4, 3, 8
method = {"lr": 0.3, "radius": 0.1, "bs": 4}
recorded = [1, 2, 3, 5, 10, 20]


def plain(values):
    return [float(f"{value:.9g}") for value in np.asarray(values, np.float32)]  # nine digits give a float32 back


def make_network():
    i, row = np.arange(features * units + units + units * classes + classes), np.arange(examples)[:, None]
    return {
        "format": "golden-network/1", "name": "network-mini",
        "layers": [{"name": "hidden", "units": units, "activation": "tanh"}, {"name": "output", "units": classes}],
        "data": {
            "inputs": [plain(one) for one in 1.5 * np.cos(2 * row + np.arange(features))],
            "labels": [int(one) for one in np.arange(examples) * 5 % 7 % classes],
        },
        "p0": plain(0.8 * np.sin(1 + 1.7 * i)),
    }


def split(p):  # each layer's weight [in, out], row by row, and its bias
    ends = np.cumsum([features * units, units, units * classes])
    first, first_bias, last, last_bias = np.split(p, ends)
    return first.reshape(features, units), first_bias, last.reshape(units, classes), last_bias


def loss_and_slopes(p, x, labels):
    """Mean cross-entropy of a batch, its gradient by the parameters, and by the inputs."""
    first, first_bias, last, last_bias = split(p)
    h = np.tanh(x @ first + first_bias)
    z = h @ last + last_bias
    shares = np.exp(z - z.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    rows = np.arange(len(x))
    loss = -np.mean(np.log(shares[rows, labels]))
    back = shares.copy()
    back[rows, labels] -= 1
    back /= len(x)
    inner = (back @ last.T) * (1 - h * h)
    grads = [x.T @ inner, inner.sum(0), h.T @ back, back.sum(0)]
    return loss, np.concatenate([g.ravel() for g in grads]), inner @ first.T


def adversarial_sgd(p, inputs, labels, lr, radius, bs):
    number = p.dtype.type
    for k in range(max(recorded)):
        batch = (k * bs + np.arange(bs)) % examples  # the examples in their order, over and over
        x, y = inputs[batch], labels[batch]
        uphill = np.sign(loss_and_slopes(p, x, y)[2])
        moved = x + number(radius) * x.std() * uphill  # a radius counts in standard deviations of the batch's inputs
        p = p - number(lr) * loss_and_slopes(p, moved, y)[1]
        yield p


def main(folder):
    network = make_network()
    labels = np.array(network["data"]["labels"])
    in_type = lambda type: (np.array(network["p0"], type), np.array(network["data"]["inputs"], type), labels)
    single, double = [list(adversarial_sgd(*in_type(type), **method)) for type in (np.float32, np.float64)]
    noise = max(float(np.max(np.abs(a - b) / np.maximum(1, np.abs(b)))) for a, b in zip(single, double))
    trajectory = {
        "format": "golden-trajectory/1", "optimizer": "adversarial_sgd", "problem": network["name"],
        "source": {"repo": "this repository", "path": "scripts/golden/make_network.py", "commit": "numpy"},
        "hyperparameters": method, "tolerance": max(1e-5, 10 * noise),
        "checkpoints": [
            {"step": k, "loss": float(loss_and_slopes(double[k - 1], *in_type(np.float64)[1:])[0]), "train": plain(single[k - 1]), "eval": None}
            for k in recorded
        ],
    }
    for name, content in [(network["name"], network), ("adversarial_sgd", trajectory)]:
        Path(folder, f"{name}.json").write_text(json.dumps(content, indent=2, allow_nan=False) + "\n")


main(sys.argv[1])
