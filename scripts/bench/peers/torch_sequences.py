"""Speech, graph and translation models like the workloads', with batches of the mean shapes that theirs have (theirs vary from batch to batch)."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def masked(x, lengths):
    """1 for the frames of an utterance, 0 behind its end: [batch, frames, 1]."""
    return (torch.arange(x.shape[1])[None] < lengths[:, None]).float()[:, :, None]


class MaskedBatchNorm(nn.Module):
    """Batch norm by the frames that count, zeros in the others."""

    def __init__(self, width, momentum=0.95):
        super().__init__()
        self.scale, self.bias = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width))
        self.momentum = momentum
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("variance", torch.ones(width))

    def forward(self, x, mask):
        count = mask.sum()
        mean = (x * mask).sum((0, 1)) / count
        deviations = x - mean
        variance = (deviations.square() * mask).sum((0, 1)) / count
        with torch.no_grad():
            self.mean.lerp_(mean, 1 - self.momentum)
            self.variance.lerp_(variance, 1 - self.momentum)
        return (deviations * (self.scale * torch.rsqrt(variance + 1e-3)) + self.bias) * mask


class Subsampling(nn.Module):
    def __init__(self, bands, channels, width):
        super().__init__()
        self.first = nn.Conv2d(1, channels, 3, 2)
        self.second = nn.Conv2d(channels, channels, 3, 2)
        self.dense = nn.Linear(bands // 4 * channels, width)

    def forward(self, x, lengths):
        # "same" for even sides at stride 2: a zero behind, none before.
        x = F.relu(self.first(F.pad(x[:, None], (0, 1, 0, 1))))
        x = x * masked(x[:, 0], (lengths + 1) // 2)[:, None]
        x = F.relu(self.second(F.pad(x, (0, 1, 0, 1))))
        return self.dense(x.permute(0, 2, 3, 1).flatten(2))


def sinusoids(length, width):
    rates = torch.exp(-math.log(10000) * torch.arange(0, width, 2) / width)
    angles = torch.arange(length)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], 1)


def heads_of(x, heads):
    return x.unflatten(2, (heads, -1)).transpose(1, 2)


def attend(q, k, v, heads, mask):
    scores = heads_of(q, heads) @ heads_of(k, heads).transpose(2, 3) / math.sqrt(q.shape[2] // heads)
    return ((scores + mask).softmax(3) @ heads_of(v, heads)).transpose(1, 2).flatten(2)


class ConformerBlock(nn.Module):
    def __init__(self, width=64, heads=4, kernel=5):
        super().__init__()
        feed = lambda: nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.SiLU(), nn.Linear(2 * width, width)
        )
        self.feed0, self.feed1 = feed(), feed()
        self.heads, self.attention_norm = heads, nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.query_scale = nn.Parameter(torch.zeros(width // heads))
        self.convolution_norm, self.gated = nn.LayerNorm(width), nn.Linear(width, 2 * width)
        self.depthwise = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width, bias=False)
        self.batch_norm, self.last = MaskedBatchNorm(width), nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)

    def forward(self, x, mask, sight):
        x = x + self.feed0(x) / 2
        q, k, v = self.qkv(self.attention_norm(x)).chunk(3, 2)
        q = q * (F.softplus(self.query_scale) * math.log2(math.e)).repeat(self.heads)
        x = x + self.out(attend(q, k, v, self.heads, sight))
        y = F.glu(self.gated(self.convolution_norm(x)), 2) * mask
        y = self.depthwise(y.transpose(1, 2)).transpose(1, 2)
        x = x + self.last(F.silu(self.batch_norm(y, mask)))
        return self.norm(x + self.feed1(x) / 2)


class Conformer(nn.Module):
    def __init__(self, width=64, classes=41):
        super().__init__()
        self.subsampling = Subsampling(32, 16, width)
        self.blocks = nn.ModuleList([ConformerBlock(width) for _ in range(2)])
        self.norm, self.output = nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x, lengths, frames):
        x = self.subsampling(x, lengths)
        x = x + sinusoids(x.shape[1], x.shape[2])
        mask = masked(x, frames)
        sight = (1 - mask.transpose(1, 2)[:, None]) * -1e30
        for block in self.blocks:
            x = block(x, mask, sight)
        return self.output(self.norm(x))


class DeepSpeech(nn.Module):
    def __init__(self, width=96, classes=41):
        super().__init__()
        self.subsampling = Subsampling(32, 16, width)
        self.norms = nn.ModuleList([MaskedBatchNorm(width) for _ in range(3)])
        self.lstms = nn.ModuleList(
            [nn.LSTM(width, width // 2, batch_first=True, bidirectional=True) for _ in range(2)]
        )
        self.dense, self.norm, self.output = nn.Linear(width, width), nn.LayerNorm(width), nn.Linear(width, classes)

    def forward(self, x, lengths, frames):
        x = self.subsampling(x, lengths)
        mask = masked(x, frames)
        for norm, lstm in zip(self.norms, self.lstms):
            packed = nn.utils.rnn.pack_padded_sequence(norm(x, mask), frames, True, enforce_sorted=False)
            x = x + nn.utils.rnn.pad_packed_sequence(lstm(packed)[0], True, total_length=x.shape[1])[0]
        x = x + F.relu(self.dense(self.norms[2](x, mask))) * mask
        return self.output(self.norm(x))


def ctc(model, x, y):
    features, mask, lengths = x
    labels, label_lengths = y
    frames = (lengths + 3) // 4
    logits = model(features * mask, lengths, frames)
    losses = F.ctc_loss(logits.log_softmax(2).transpose(0, 1), labels, frames, label_lengths, reduction="sum")
    return losses / label_lengths.sum()


def speech(model):
    lengths = torch.linspace(38, 80, 16).long()
    label_lengths = torch.linspace(4, 7, 16).long()
    labels = torch.randint(1, 41, (16, 7))
    return model, (torch.randn(16, 80, 32), torch.ones(16, 80, 32), lengths), (labels, label_lengths), ctc


class GraphNetwork(nn.Module):
    def __init__(self, width=48, outputs=68):
        super().__init__()
        self.node_table, self.edge_table = [nn.EmbeddingBag(rows, width, mode="sum") for rows in (1024, 13)]
        self.node_bias, self.edge_bias = [nn.Parameter(torch.zeros(width)) for _ in range(2)]
        layer = lambda parts: nn.Sequential(nn.Linear(parts * width, width), nn.LayerNorm(width), nn.ReLU())
        self.edge, self.node, self.whole = layer(3), layer(3), layer(2)
        self.output = nn.Linear(width, outputs)

    def forward(self, x):
        nodes, edges, senders, receivers, node_graphs, edge_graphs = x
        nodes, edges = self.node_table(nodes) + self.node_bias, self.edge_table(edges) + self.edge_bias
        total = lambda rows, places, count: rows.new_zeros(count, rows.shape[1]).index_add(0, places, rows)
        edges = self.edge(torch.cat([edges, nodes[senders], nodes[receivers]], 1))
        count = nodes.shape[0]
        nodes = self.node(torch.cat([nodes, total(edges, senders, count), total(edges, receivers, count)], 1))
        return self.output(self.whole(torch.cat([total(nodes, node_graphs, 32), total(edges, edge_graphs, 32)], 1)))


def known_labels(model, x, y):
    labels, known = y
    return (F.binary_cross_entropy_with_logits(model(x), labels, reduction="none") * known).sum() / known.sum()


def graphs(nodes=1850, edges=4360):
    x = (
        torch.randint(1024, (nodes, 4)),
        torch.randint(13, (edges, 2)),
        *(torch.randint(nodes, (edges,)) for _ in range(2)),
        torch.arange(nodes) * 32 // nodes,
        torch.arange(edges) * 32 // edges,
    )
    return GraphNetwork(), x, (torch.randint(2, (32, 68)).float(), torch.ones(32, 68)), known_labels


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads, self.norm = heads, nn.LayerNorm(width)
        self.q, self.out = [nn.Linear(width, width, bias=False) for _ in range(2)]
        self.kv = nn.Linear(width, 2 * width, bias=False)

    def forward(self, x, mask, memory=None):
        y = self.norm(x)
        k, v = self.kv(y if memory is None else memory).chunk(2, 2)
        return x + self.out(attend(self.q(y), k, v, self.heads, mask))


class Translator(nn.Module):
    def __init__(self, vocabulary=1024, width=64, heads=4, hidden=128, layers=2):
        super().__init__()
        attention = lambda: nn.ModuleList([Attention(width, heads) for _ in range(layers)])
        self.encoder_self, self.decoder_self, self.cross = attention(), attention(), attention()
        feed = lambda: nn.ModuleList(
            nn.Sequential(nn.LayerNorm(width), nn.Linear(width, hidden), nn.ReLU(), nn.Linear(hidden, width))
            for _ in range(layers)
        )
        self.encoder_feed, self.decoder_feed = feed(), feed()
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(width), nn.LayerNorm(width)
        self.embedding = nn.Embedding(vocabulary, width)
        self.register_buffer("places", sinusoids(128, width))

    def forward(self, x):
        sources, source_positions, source_segments, inputs, positions, segments = x
        sight = lambda q, k: (q[:, :, None] != k[:, None])[:, None].float() * -1e30
        memory = self.embedding(sources) + self.places[source_positions]
        for attention, feed in zip(self.encoder_self, self.encoder_feed):
            memory = attention(memory, sight(source_segments, source_segments))
            memory = memory + feed(memory)
        memory = self.encoder_norm(memory)
        y = self.embedding(inputs) + self.places[positions]
        causal = sight(segments, segments) + torch.full((64, 64), -1e30).triu(1)
        for own, cross, feed in zip(self.decoder_self, self.cross, self.decoder_feed):
            y = cross(own(y, causal), sight(segments, source_segments), memory)
            y = y + feed(y)
        return F.linear(self.decoder_norm(y) / math.sqrt(y.shape[2]), self.embedding.weight)


def smoothed(model, x, y):
    return F.cross_entropy(model(x).flatten(0, 1), y.flatten(), label_smoothing=0.1)


def sentences():
    ids = lambda: torch.randint(1024, (4, 64))
    places, segments = torch.arange(64).expand(4, 64) % 22, 1 + torch.arange(64).expand(4, 64) // 22
    return Translator(), (ids(), places, segments, ids(), places, segments), ids(), smoothed


sequence_models = {
    "speech_conformer": lambda: speech(Conformer()),
    "speech_deepspeech": lambda: speech(DeepSpeech()),
    "ast_gnn": graphs,
    "messages_transformer": sentences,
}
