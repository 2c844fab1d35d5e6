"""Makes the files beside it, with the tools that make such files in earnest.

    python3 make_formats.py torch       with PyTorch 1.13 (Debian: python3-torch)
    python3 make_formats.py numpy       with NumPy 2
    python3 make_formats.py onnx        with onnx 1.23
    python3 make_formats.py safetensors with safetensors 0.8
    python3 make_formats.py old         with nothing but Python

Beside NAME lies NAME.json with what a reader must find in it: for each tensor its shape and its
elements, which are chosen to be the same in every type that holds them.
"""

import io
import json
import os
import pickle
import struct
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))


def path(name):
    return os.path.join(HERE, name)


def expect(name, tensors):
    """Writes what must be read: name -> array."""
    import numpy
    found = {}
    for key, array in tensors.items():
        array = numpy.asarray(array)
        values = [float(value) for value in array.astype("float32").ravel(order="C")]
        found[key] = {"shape": list(array.shape), "values": values}
    with open(path(name) + ".json", "w") as file:
        json.dump(found, file)
        file.write("\n")


def rewrite(source, target, compression=zipfile.ZIP_STORED, replace={}):
    """Packs a zip archive again: compressed, or with entries replaced or added."""
    with zipfile.ZipFile(path(source)) as old:
        entries = {info.filename: old.read(info) for info in old.infolist()}
    entries.update(replace)
    with zipfile.ZipFile(path(target), "w", compression) as new:
        for name, content in entries.items():
            new.writestr(zipfile.ZipInfo(name), content, compression)


# PyTorch


def tensors_of(state):
    return {name: tensor.detach().float().numpy() for name, tensor in state.items()}


def save(name, value, state=None, **options):
    import torch
    # The archive's root is named for the file object, so it does not depend on this folder.
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    with open(path(name), "wb") as file:
        file.write(buffer.getvalue())
    if state is not None:
        expect(name, tensors_of(state))


def checkpoint(name, *, offset=0, size=(4,), stride=(1,), count=6, data=bytes(range(24)),
               type="torch\nFloatStorage", dtype=None, width=8, earlier=None, replace={}):
    """A checkpoint of one tensor `w`, its pickle written by hand, so that it may be wrong.

    Numbers take `width` bytes, and an offset `earlier` is that of a tensor set as `w` before.
    """

    def number(value):
        return b"\x8a" + bytes([width]) + value.to_bytes(width, "little", signed=True)

    def numbers(values):
        return b"(" + b"".join(number(value) for value in values) + b"t"

    def text(value):
        return b"X" + struct.pack("<I", len(value)) + value.encode()

    storage = (b"(" + text("storage") + b"c" + type.encode() + b"\n" + text("0") + text("cpu")
               + number(count) + b"tQ")
    rebuild = b"ctorch._utils\n_rebuild_tensor_v" + (b"3" if dtype else b"2") + b"\n"

    def tensor(offset):
        return (rebuild + b"(" + storage + number(offset) + numbers(size) + numbers(stride)
                + b"\x89ccollections\nOrderedDict\n)R"
                + (b"c" + dtype.encode() + b"\n" if dtype else b"") + b"tR")

    offsets = [offset] if earlier is None else [earlier, offset]
    items = b"".join(text("w") + tensor(offset) + b"s" for offset in offsets)
    content = {"archive/data.pkl": b"\x80\x02}" + items + b".",
               "archive/data/0": data, "archive/version": b"3\n"}
    content.update(replace)
    with zipfile.ZipFile(path(name), "w") as archive:
        for entry, data in content.items():
            archive.writestr(zipfile.ZipInfo(entry), data)


def make_torch():
    import torch
    torch.manual_seed(0)
    numbers = torch.arange(6).reshape(2, 3)
    types = [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32,
             torch.int16, torch.int8, torch.uint8, torch.bool]
    state = {str(type).split(".")[-1]: numbers.to(type) for type in types}
    state["negative"] = torch.tensor([-1, -128], dtype=torch.int8)
    state["fraction"] = torch.tensor([0.1, -65504.0, 6e-8], dtype=torch.float16)
    state["scalar"] = torch.tensor(2.5)
    state["empty"] = torch.zeros(0, 3)
    save("types.pt", state, state)
    for protocol in (3, 4, 5):
        save(f"protocol{protocol}.pt", state, state, pickle_protocol=protocol)

    grid = torch.arange(24.0).reshape(4, 6)
    cube = torch.arange(24.0).reshape(2, 3, 4)
    views = {"grid": grid, "transposed": grid.t(), "sliced": grid[1:4:2, 1::2],
             "row": grid[2], "expanded": torch.tensor([[1.0], [2.0]]).expand(2, 3),
             "permuted": cube.permute(2, 0, 1), "shared": grid, "tail": grid.reshape(-1)[20:],
             "channels_last": torch.arange(24.0).reshape(1, 2, 3, 4).contiguous(
                 memory_format=torch.channels_last)}
    save("views.pt", views, views)

    model = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2),
                                torch.nn.Flatten(), torch.nn.Linear(8, 3))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.rand(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    nested = {"epoch": 3, "arch": "small", "best": 0.5, "loss": [0.25, None, True],
              "big": 1 << 70, "seen": {1, 2}, "device": torch.device("cpu"),
              "dtype": torch.float32, "size": torch.Size([1, 2]),
              "optimizer": optimizer.state_dict()}
    for key in ("state_dict", "model", "model_state_dict"):
        save(f"nested_{key}.pt", {**nested, key: model.state_dict()}, model.state_dict())
    save("parameters.pt", dict(model.named_parameters()), dict(model.named_parameters()))

    rewrite("nested_model.pt", "deflated.pt", zipfile.ZIP_DEFLATED)
    expect("deflated.pt", tensors_of(model.state_dict()))
    rewrite("parameters.pt", "little.pt", replace={"archive/byteorder": b"little"})
    expect("little.pt", tensors_of(dict(model.named_parameters())))
    rewrite("parameters.pt", "big.pt", replace={"archive/byteorder": b"big"})

    save("module.pt", torch.nn.Linear(2, 2))
    save("legacy.pt", state, state, _use_new_zipfile_serialization=False)
    save("legacy4.pt", views, views, _use_new_zipfile_serialization=False, pickle_protocol=4)
    save("complex.pt", {"w": torch.zeros(2, dtype=torch.complex64)})
    save("tensor.pt", torch.zeros(2))
    save("numberless.pt", {"epoch": 3})
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 2)), buffer)
    with open(path("torchscript.pt"), "wb") as file:
        file.write(buffer.getvalue())

    make_beside(model)
    make_same_torch()
    save("module_inside.pt", {"epoch": 3, "model": torch.nn.Linear(2, 2)})
    save("legacy_module.pt", torch.nn.Linear(2, 2), _use_new_zipfile_serialization=False)

    class Malicious:
        def __reduce__(self):
            return os.system, ("touch harmed",)

    save("malicious.pt", {"w": torch.zeros(2), "x": Malicious()})

    save("legacy_malicious.pt", Malicious(), _use_new_zipfile_serialization=False)

    checkpoint("by_hand.pt")
    expect("by_hand.pt", {"w": struct.unpack("<4f", bytes(range(16)))})
    # Of two values under one key the later counts, as when Python reads it.
    checkpoint("twice.pt", earlier=0, offset=2, size=(2,))
    expect("twice.pt", {"w": struct.unpack("<2f", bytes(range(8, 16)))})
    checkpoint("short_numbers.pt", width=2, data=bytes(1024), size=(128,), count=256)
    expect("short_numbers.pt", {"w": [0] * 128})
    checkpoint("odd_stride.pt", size=(1, 4), stride=(99, 1))
    expect("odd_stride.pt", {"w": [struct.unpack("<4f", bytes(range(16)))]})
    checkpoint("untyped.pt", type="torch.storage\nUntypedStorage", dtype="torch\nuint16", count=24,
               offset=1, size=(2, 2), stride=(1, 3))
    expect("untyped.pt", {"w": [[0x0302, 0x0908], [0x0504, 0x0B0A]]})
    checkpoint("float8.pt", type="torch.storage\nUntypedStorage", dtype="torch\nfloat8_e8m0fnu",
               count=24)
    checkpoint("bad_offset.pt", offset=3)
    checkpoint("bad_offset_negative.pt", offset=-1)
    checkpoint("bad_offset_short.pt", offset=-1, width=1)
    checkpoint("bad_offset_huge.pt", offset=1 << 61)
    checkpoint("bad_size.pt", size=(7,))
    checkpoint("bad_size_negative.pt", size=(-4,))
    checkpoint("bad_size_huge.pt", size=(1 << 40, 1 << 40), stride=(0, 0))
    checkpoint("bad_stride.pt", stride=(2,))
    checkpoint("bad_stride_negative.pt", stride=(-1,))
    checkpoint("bad_stride_huge.pt", stride=(1 << 62,))
    checkpoint("bad_strides.pt", stride=(1, 1))
    checkpoint("bad_count.pt", count=7)
    checkpoint("bad_count_huge.pt", count=1 << 62)
    checkpoint("bad_expansion.pt", size=(1 << 40,), stride=(0,))
    checkpoint("bad_rank.pt", size=(1,) * 65, stride=(1,) * 65)

    bomb = ()
    for _ in range(200):
        bomb = (bomb, bomb)
    loop = []
    loop.append(loop)
    checkpoint("bomb.pt", replace={"archive/data.pkl": pickle.dumps({"w": bomb, "l": loop}, 2)})
    # A hundred thousand lists, each in the next.
    deep = b"\x80\x02" + b"]" * 100_000 + b"a" * 99_999 + b"."
    checkpoint("deep.pt", replace={"archive/data.pkl": deep})
    rewrite("deep.pt", "deep.pt", zipfile.ZIP_DEFLATED)
    zeros = b"\x80\x02" + b"N" * (1 << 25) + b"."
    checkpoint("large_pickle.pt", replace={"archive/data.pkl": zeros})
    rewrite("large_pickle.pt", "large_pickle.pt", zipfile.ZIP_DEFLATED)


class Meter:
    """A class of a training script."""

    def __init__(self):
        self.values = [0.5, torch_tensor()]


class Labelled(dict):
    pass


def torch_tensor():
    import torch
    return torch.ones(3)


def make_beside(model):
    """Checkpoints with more than weights in them, and weights in more than one wrapping."""
    import argparse
    import collections
    import pathlib
    import numpy
    import torch
    state = model.state_dict()
    counts = collections.defaultdict(list, {"a": [1, 2]})
    beside = {
        "args": argparse.Namespace(rate=0.1, path=pathlib.PurePosixPath("a/b")),
        "best": numpy.float64(0.5), "history": numpy.arange(3.0), "generator": numpy.random.default_rng(0),
        "counts": counts, "queue": collections.deque([1, 2]), "meter": Meter(),
        "labels": Labelled(a=1), "complex": 1j, "range": range(3), "slice": slice(1),
        "model": state, "rng": torch.get_rng_state(), "function": torch_tensor}
    for legacy in (False, True):
        start = "legacy_" if legacy else ""
        options = {"_use_new_zipfile_serialization": not legacy}
        save(start + "beside.pt", beside, state, **options)
        save(start + "other_types.pt", {
            "complex": torch.zeros(2, dtype=torch.complex64),
            "sparse": torch.eye(2).to_sparse(),
            "quantised": torch.quantize_per_tensor(torch.ones(2, 3), 0.5, 0, torch.qint8),
            "weight": torch.arange(6.0)}, **options)
    wrapped = {"module._orig_mod.model." + name: tensor for name, tensor in state.items()}
    save("wrapped.pt", {"pytorch-lightning_version": "2.0", "state_dict": wrapped,
                        "optimizer_states": [{"state": {0: {"exp_avg": torch.ones(2)}}}]}, state)
    save("deeper.pt", {"step": 3, "models": [None, {"state_dict": state}]}, state)

    class Kind(torch.Tensor):
        pass

    Kind.__qualname__ = "Kind"
    globals()["Kind"] = Kind
    kind = torch.arange(4.0).as_subclass(Kind)
    kind.note = "an attribute"
    tied = torch.nn.Linear(2, 2, bias=False)
    parameter = torch.nn.Parameter(torch.arange(3.0))
    parameter.note = "an attribute"
    save("kinds.pt", {"kind": kind, "first": tied.weight, "second": tied.weight,
                      "parameter": parameter},
         {"kind": torch.arange(4.0), "first": tied.weight, "second": tied.weight,
          "parameter": parameter})


def make_old():
    """What PyTorch wrote before version 0.4, and under Python 2, and an archive like Keras's."""
    with zipfile.ZipFile(path("model.keras"), "w") as archive:
        for name in ("metadata.json", "config.json", "model.weights.h5"):
            archive.writestr(zipfile.ZipInfo(name), b"{}")

    def text(value):
        return b"U" + bytes([len(value)]) + value.encode()

    def tensor(view):
        return (b"ctorch._utils\n_rebuild_tensor\n((" + text("storage")
                + b"ctorch\nFloatStorage\n" + text("7") + text("cpu") + b"K\x06" + view
                + b"tQK\x00K\x02\x85K\x01\x85tR")

    # OrderedDict([["a", ...], ["b", ...]]); b is a view of the storage from its fourth element.
    state = (b"\x80\x02ccollections\nOrderedDict\n](]" + b"(" + text("a") + tensor(b"N") + b"e"
             + b"](" + text("b") + tensor(b"(" + text("8") + b"K\x03K\x02t") + b"ee\x85R.")
    magic = pickle.dumps(0x1950A86A20F9469CFC6C, 2)
    machine = pickle.dumps({"little_endian": True, "protocol_version": 1001}, 2)
    data = struct.pack("<q6f", 6, 0, 1, 2, 3, 4, 5)
    content = magic + pickle.dumps(1001, 2) + machine + state + pickle.dumps(["7"], 2) + data
    with open(path("python2.pt"), "wb") as file:
        file.write(content)
    with open(path("python2.pt.json"), "w") as file:
        json.dump({"a": {"shape": [2], "values": [0, 1]}, "b": {"shape": [2], "values": [3, 4]}},
                  file)
        file.write("\n")


# One network in every format


def network():
    import numpy
    random = numpy.random.default_rng(3)
    shapes = {"conv1": (4, 1, 3, 3), "conv2": (6, 4, 3, 3), "fc1": (12, 24), "fc2": (10, 12)}
    weights = {}
    for name, shape in shapes.items():
        weights[name + ".weight"] = random.standard_normal(shape).astype("f4")
        weights[name + ".bias"] = random.standard_normal(shape[0]).astype("f4")
    return weights


def make_same_torch():
    import torch
    state = {name: torch.from_numpy(array) for name, array in network().items()}
    save("same.pt", state)
    save("same.pth", {"module." + name: tensor for name, tensor in state.items()},
         _use_new_zipfile_serialization=False)


def make_same_onnx():
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    nodes = [
        helper.make_node("Conv", ["x", "conv1.weight", "conv1.bias"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Conv", ["b", "conv2.weight", "conv2.bias"], ["c"]),
        helper.make_node("Flatten", ["c"], ["d"]),
        helper.make_node("Gemm", ["d", "fc1.weight", "fc1.bias"], ["e"], transB=1),
        helper.make_node("Relu", ["e"], ["f"]),
        helper.make_node("Gemm", ["f", "fc2.weight", "fc2.bias"], ["y"], transB=1)]
    graph = helper.make_graph(
        nodes, "same", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 6, 6])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 10])],
        [numpy_helper.from_array(array, name) for name, array in network().items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    onnx.save(model, path("same.onnx"))
    onnx.save(model, path("same_external.onnx"), save_as_external_data=True,
              location="same_external.bin", size_threshold=0)


def make_safetensors():
    import numpy
    from safetensors.numpy import save_file
    weights = network()
    save_file(weights, path("same.safetensors"), metadata={"format": "pt"})
    shards = [{}, {}]
    for index, name in enumerate(weights):
        shards[index % 2][name] = weights[name]
    names = [f"same-{number}-of-2.safetensors" for number in (1, 2)]
    for name, shard in zip(names, shards):
        save_file(shard, path(name))
    with open(path("same.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {"total_size": 1}, "weight_map": {
            name: names[index % 2] for index, name in enumerate(weights)}}, file, indent=2)
        file.write("\n")
    numbers = numpy.arange(6).reshape(2, 3)
    arrays = {code: numbers.astype(code) for code in (
        "f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1")}
    arrays["scalar"] = numpy.array(2.5, "f4")
    arrays["empty"] = numpy.zeros((0, 3), "f4")
    arrays["layer.10"] = numpy.ones(1, "f4")
    arrays["layer.9"] = numpy.ones(1, "f4")
    save_file(arrays, path("types.safetensors"))
    expect("types.safetensors", arrays)


# NumPy


def make_numpy():
    import numpy
    numbers = numpy.arange(6).reshape(2, 3)
    names = ["f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1"]
    arrays = {name: numbers.astype(name) for name in names}
    arrays["conv1.weight"] = numpy.asfortranarray(numpy.arange(24.0).reshape(2, 3, 4))
    arrays["scalar"] = numpy.float32(2.5)
    arrays["empty"] = numpy.zeros((0, 3), "f4")
    arrays["largest"] = numpy.array([2**64 - 1], "u8")
    for name, write in (("arrays.npz", numpy.savez), ("deflated.npz", numpy.savez_compressed)):
        write(path(name), **arrays)
        expect(name, arrays)

    limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 16
    with zipfile.ZipFile(path("zip64.npz"), "w") as archive:
        buffer = io.BytesIO()
        numpy.save(buffer, numbers)
        for name in ("a", "b"):
            archive.writestr(zipfile.ZipInfo(name + ".npy"), buffer.getvalue())
    rewrite("zip64.npz", "zip64_deflated.npz", zipfile.ZIP_DEFLATED)
    zipfile.ZIP64_LIMIT = limit
    for name in ("zip64.npz", "zip64_deflated.npz"):
        expect(name, {"a": numbers, "b": numbers})
    # A comment longer than a byte counts.
    rewrite("zip64.npz", "commented.npz")
    with zipfile.ZipFile(path("commented.npz"), "a") as archive:
        archive.comment = b"x" * 700
    expect("commented.npz", {"a": numbers, "b": numbers})

    numpy.save(path("single.npy"), numbers.astype("f4"))
    expect("single.npy", {"single": numbers})
    for version in (2, 3):
        with open(path(f"version{version}.npy"), "wb") as file:
            numpy.lib.format.write_array(file, numbers.astype("f4"), version=(version, 0))
        expect(f"version{version}.npy", {f"version{version}": numbers})

    numpy.savez(path("big_endian.npz"), w=numbers.astype(">f4"))
    numpy.savez(path("objects.npz"), w=numpy.array([None, {}]))
    numpy.savez(path("text.npz"), w=numpy.array(["a", "bc"]))
    numpy.savez(path("record.npz"), w=numpy.zeros(2, [("a", "f4")]))
    numpy.savez(path("complex.npz"), w=numpy.zeros(2, "c8"))
    numpy.savez(path("mixed.npz"), big=numbers.astype(">f4"), objects=numpy.array([None, {}]),
                record=numpy.zeros((2, 3), [("a", "f4"), ("b's", "i4", (2,))]), w=numbers)
    numpy.savez(path("same.npz"), **network())

    # Six pictures of 3 channels, 2 rows and 4 columns; no two pixels are alike.
    pixels = numpy.arange(6 * 3 * 2 * 4, dtype="u1").reshape(6, 3, 2, 4)
    labels = numpy.array([0, 1, 2, 0, 1, 2])
    last = pixels.transpose(0, 2, 3, 1)
    numpy.savez(path("images_nchw.npz"), images=pixels, labels=labels)
    numpy.savez(path("images_nhwc.npz"), images=numpy.ascontiguousarray(last), labels=labels,
                names=numpy.array(["a", "b", "c"]))
    numpy.savez(path("images_fortran.npz"), images=numpy.asfortranarray(pixels),
                labels=labels.astype("u1"))
    numpy.savez_compressed(path("images_nhw.npz"), images=pixels[:, 0], labels=labels[:, None])
    numpy.savez(path("images_float.npz"), images=(last / 16).astype("f4"), labels=labels)
    numpy.savez(path("images_alone.npz"), images=pixels)
    numpy.savez(path("labels_short.npz"), images=pixels, labels=labels[:5])
    numpy.savez(path("labels_float.npz"), images=pixels, labels=labels / 2)
    numpy.savez(path("images_flat.npz"), images=pixels.reshape(6, -1), labels=labels)
    numpy.savez(path("images_int.npz"), images=pixels.astype("i4"), labels=labels)
    expect("images", {
        "pixels": pixels, "first": pixels[:, :1], "floats": pixels / 16,
        "normalized": (pixels[2:5] / 255 - numpy.array([0.25, 0.5, 0.75]).reshape(3, 1, 1)) / 0.5,
        "turned": pixels[:, ::-1] / 255})


# ONNX


def make_onnx():
    import numpy
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def write(name, nodes, initializers, inputs=None, ir_version=8, **options):
        inputs = inputs or [helper.make_tensor_value_info("x", TensorProto.FLOAT,
                                                          ["batch", 1, 4, 4])]
        outputs = [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 3])]
        graph = helper.make_graph(nodes, "small", inputs, outputs, initializers)
        model = helper.make_model(graph, opset_imports=[
            helper.make_opsetid("com.example", 1), helper.make_opsetid("", 17)])
        model.ir_version = ir_version
        onnx.save(model, path(name), **options)
        return model

    random = numpy.random.default_rng(0)
    weights = {"conv.weight": random.random((2, 1, 3, 3), "f4"), "conv.bias": numpy.ones(2, "f4"),
               "fc.weight": random.random((3, 8), "f4")}
    tensors = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight", "conv.bias"], ["a"], "conv",
                         kernel_shape=[3, 3], pads=[0, 0, 0, 0], auto_pad="NOTSET"),
        helper.make_node("Clip", ["a", "", "six"], ["b"]),
        helper.make_node("Constant", [], ["six"], value=numpy_helper.from_array(
            numpy.float32(6))),
        helper.make_node("Constant", [], ["shape"], value_ints=[0, -1]),
        helper.make_node("Reshape", ["b", "shape"], ["c"], allowzero=0),
        helper.make_node("Gemm", ["c", "fc.weight"], ["d"], alpha=0.5, transB=1),
        helper.make_node("Odd", ["d"], ["y"], domain="com.example", names=["p", "q"],
                         weights=[0.5, 0.25],
                         text=helper.make_tensor("t", TensorProto.STRING, [1], [b"word"]),
                         body=helper.make_graph([], "inner", [], []))]
    model = write("small.onnx", nodes, tensors)
    expect("small.onnx", weights)
    image = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 4, 4])
    listed = [helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape)
              for name, array in weights.items()]
    write("old.onnx", nodes, tensors, inputs=[image] + listed, ir_version=3)
    expect("old.onnx", weights)
    write("external.onnx", nodes, tensors, save_as_external_data=True, location="external.bin",
          size_threshold=0)
    os.remove(path("external.bin"))

    values = [0, 1, 2, 3, 4, 5]
    types = {"FLOAT": "f4", "DOUBLE": "f8", "FLOAT16": "f2", "INT64": "i8", "INT32": "i4",
             "INT16": "i2", "INT8": "i1", "UINT64": "u8", "UINT32": "u4", "UINT16": "u2",
             "UINT8": "u1", "BOOL": "b1"}
    for name, raw in (("typed.onnx", False), ("raw.onnx", True)):
        tensors = []
        for type, code in types.items():
            array = numpy.array(values).astype(code)
            tensors.append(helper.make_tensor(
                type, getattr(TensorProto, type), [2, 3], array.tobytes() if raw else array, raw))
        tensors.append(helper.make_tensor("BFLOAT16", TensorProto.BFLOAT16, [2, 3], values))
        negative = numpy.array([-1, -128], "i1")
        tensors.append(helper.make_tensor(
            "negative", TensorProto.INT8, [2], negative.tobytes() if raw else negative, raw))
        tensors.append(helper.make_tensor("empty", TensorProto.FLOAT, [0, 3], []))
        tensors.append(helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5]))
        write(name, [], tensors)
        found = {type: numpy.array(values).reshape(2, 3).astype(code)
                 for type, code in types.items()}
        found["BFLOAT16"] = numpy.array(values).reshape(2, 3)
        expect(name, {**found, "negative": negative, "empty": numpy.zeros((0, 3)),
                      "scalar": numpy.float32(2.5)})

    make_same_onnx()

    write("text.onnx", [], [helper.make_tensor("t", TensorProto.STRING, [1], [b"word"])])
    write("twice.onnx", [], [numpy_helper.from_array(numpy.ones(2), "w")] * 2)
    short = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [1, 2, 3, 4])
    short.dims[0] = 3
    write("short.onnx", [], [short])
    wrong = helper.make_tensor("w", TensorProto.INT64, [2], [1, 2])
    wrong.data_type = TensorProto.FLOAT
    write("wrong_field.onnx", [], [wrong])
    with open(path("graphless.onnx"), "wb") as file:
        model.ClearField("graph")
        file.write(model.SerializeToString())

    # A graph first and the format's version last, with each element in a field of its own.
    loose = b"\x08\x03\x10\x01" + b"".join(
        b"\x25" + struct.pack("<f", value) for value in (1, 2, 3)) + b"\x42\x01w"
    graph = b"\x2a" + bytes([len(loose)]) + loose
    with open(path("loose.onnx"), "wb") as file:
        file.write(b"\x3a" + bytes([len(graph)]) + graph + b"\x42\x02\x10\x0d" + b"\x08\x08")
    expect("loose.onnx", {"w": [1, 2, 3]})


if __name__ == "__main__":
    {"torch": make_torch, "numpy": make_numpy, "onnx": make_onnx, "old": make_old,
     "safetensors": make_safetensors}[sys.argv[1]]()
