"""Makes a network as PyTorch's exporters name its weights, and its state dict.

    exported.pth           the state dict
    exported.onnx          of the exporter that is the default since 2.9 (dynamo), which computes the
                           weights of products anew under names of its own
    exported_scopes.onnx   the same without the signature of the program and its calls: only the
                           scopes of nodes are left
    tied.pth               a state dict in which two names share one weight

    python -m pip install torch==2.15.0 onnx onnxscript && python make_names.py
"""

from pathlib import Path

import onnx
import torch
from torch import nn

HERE = Path(__file__).parent


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.mlp = nn.Sequential(nn.Linear(8, 6), nn.GELU(), nn.Linear(6, 8))
        self.shared = nn.Linear(8, 8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.plain = nn.Linear(8, 7, bias=False)
        self.matrix = nn.Parameter(torch.randn(7, 5))
        self.head = nn.Linear(5, 4)

    def forward(self, image):
        tokens = self.stem(image).flatten(2).transpose(1, 2)
        tokens = tokens + self.mlp(tokens)
        tokens = self.shared(torch.relu(self.shared(tokens)))
        tokens = tokens + self.attention(tokens, tokens, tokens, need_weights=False)[0]
        return self.head((self.plain(tokens) @ self.matrix).mean(1))


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(6, 9, bias=False)
        self.middle = nn.Linear(9, 6)
        self.decoder = nn.Linear(6, 9, bias=False)
        self.decoder.weight = self.encoder.weight


torch.manual_seed(0)
network = Network().eval()
for bias in network.attention.in_proj_bias, network.attention.out_proj.bias:
    nn.init.normal_(bias)  # A bias of zeros is left out by the exporter.
torch.save(network.state_dict(), HERE / "exported.pth")
torch.onnx.export(network, (torch.randn(1, 3, 6, 6),), HERE / "exported.onnx", dynamo=True,
                  external_data=False, verbose=False)
model = onnx.load(HERE / "exported.onnx")


def strip(keys):
    """Leaves only some metadata, so that the file holds nothing of where it was made."""
    for holder in [model, model.graph, *model.graph.node, *model.graph.value_info,
                   *model.graph.initializer, *model.graph.input, *model.graph.output]:
        kept = [pair for pair in holder.metadata_props if pair.key in keys]
        del holder.metadata_props[:]
        holder.metadata_props.extend(kept)


scopes = "pkg.torch.onnx.name_scopes"
strip({scopes, "pkg.torch.onnx.fx_node", "pkg.torch.export.ExportedProgram.graph_signature"})
onnx.save(model, HERE / "exported.onnx")
strip({scopes})
onnx.save(model, HERE / "exported_scopes.onnx")
torch.save(Tied().state_dict(), HERE / "tied.pth")
