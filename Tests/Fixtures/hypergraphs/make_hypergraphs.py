"""Takes random and odd hypergraphs apart with HyperNetX.

    python -m pip install -r requirements.txt
    python make_hypergraphs.py

Writes beside itself hypergraphs.json, which `HyperNetXTests` compares with: a list of cases, of each

    incidence                the nodes of each edge, as it was given, with edges that have none
    edges, nodes             those that HyperNetX has, ascending
    dual                     the edges of each node, ascending, as the edges of the dual have them
    node_classes             the classes of `collapse_nodes`, and the edges that each class has
    edge_classes             those of `collapse_edges`, and the nodes that each class has
    both                     the classes of nodes and of edges of `collapse_nodes_and_edges`, and for
                             each class of edges the places of its classes of nodes
    toplexes                 `toplexes`, ascending
    edge_components          `s_components` of edges for s = 1 to 4
    node_components          the same of nodes

Lists within are ascending, lists of lists by their first entry. HyperNetX can't look for toplexes and
classes where there is no edge at all: there are none then.
"""

import json
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
import hypernetx  # noqa: E402

HERE = Path(__file__).parent
SHARED = range(1, 5)


def given():
    """Hypergraphs by name: the nodes of each edge."""
    yield "empty", {}
    yield "only an edge without nodes", {3: []}
    yield "one node", {5: [2]}
    yield "one edge", {5: [2, 9, 4]}
    yield "edges of one node each", {4: [0], 1: [1], 9: [2], 2: [0]}
    yield "equal edges", {7: [1, 2], 3: [2, 1], 5: [1, 2], 0: [1]}
    yield "an edge in an edge in an edge", {1: [0], 2: [0, 1], 3: [0, 1, 2], 4: [0, 1, 2, 3]}
    yield "all in all", {edge: list(range(6)) for edge in range(5)}
    yield "apart", {edge: [3 * edge, 3 * edge + 1] for edge in range(4)}
    yield "a chain", {edge: [edge, edge + 1, edge + 2] for edge in range(9)}
    yield "edges without nodes among others", {0: [], 4: [1, 2], 6: [], 8: [2, 3]}
    random = np.random.default_rng(5)
    for edges, nodes, share in [(4, 5, 0.5), (10, 40, 0.1), (10, 40, 0.6), (12, 70, 0.3),
                                (70, 12, 0.25), (9, 130, 0.04), (30, 30, 0.08)]:
        incidence = random.random((edges, nodes)) < share
        # Some edges and some nodes are those of others again.
        incidence[edges // 2 : edges // 2 + edges // 5] = incidence[: edges // 5]
        incidence[:, nodes // 2 : nodes // 2 + nodes // 3] = incidence[:, : nodes // 3]
        labels = random.permutation(2 * edges)[:edges].tolist()
        yield f"random, {edges} edges, {nodes} nodes, {share}", {
            label: random.permutation(np.flatnonzero(row)).tolist()
            for label, row in zip(labels, incidence)
        }


def ordered(lists):
    return sorted(sorted(int(entry) for entry in entries) for entries in lists)


def classes(collapsed, members):
    """The members of each class, and what it is incident with, by the lowest member."""
    incident = collapsed.incidence_dict
    pairs = [(sorted(map(int, own)), sorted(map(int, incident[name])))
             for name, own in members.items()]
    return [{"members": own, "incident": others} for own, others in sorted(pairs)]


def both(hypergraph):
    collapsed, nodes, edges = hypergraph.collapse_nodes_and_edges(
        return_equivalence_classes=True)
    node_classes = ordered(nodes.values())
    place = {int(name): node_classes.index(sorted(map(int, own))) for name, own in nodes.items()}
    incident = {int(name): own for name, own in collapsed.incidence_dict.items()}
    pairs = sorted((sorted(map(int, own)), sorted(place[int(node)] for node in incident[int(name)]))
                   for name, own in edges.items())
    return {"nodes": node_classes, "edges": [own for own, _ in pairs],
            "incidence": [places for _, places in pairs]}


def case(name, incidence):
    hypergraph = hypernetx.Hypergraph(incidence)
    dual = hypergraph.dual()
    is_empty = len(hypergraph.edges) == 0
    result = {
        "name": name,
        "incidence": {str(edge): nodes for edge, nodes in incidence.items()},
        "edges": sorted(map(int, hypergraph.edges)),
        "nodes": sorted(map(int, hypergraph.nodes)),
        "dual": [sorted(map(int, dual.incidence_dict[node])) for node in sorted(dual.edges)],
        "node_classes": [], "edge_classes": [], "toplexes": [],
        "both": {"nodes": [], "edges": [], "incidence": []},
    }
    if not is_empty:
        collapsed, members = hypergraph.collapse_nodes(return_equivalence_classes=True)
        result["node_classes"] = classes(collapsed.dual(), members)
        collapsed, members = hypergraph.collapse_edges(return_equivalence_classes=True)
        result["edge_classes"] = classes(collapsed, members)
        result["both"] = both(hypergraph)
        result["toplexes"] = sorted(map(int, hypergraph.toplexes()))
    for key, of_edges in [("edge_components", True), ("node_components", False)]:
        result[key] = [
            [] if is_empty else ordered(hypergraph.s_components(
                s=s, edges=of_edges, return_singletons=True)) for s in SHARED]
    return result


def main():
    cases = [case(name, incidence) for name, incidence in given()]
    (HERE / "hypergraphs.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
