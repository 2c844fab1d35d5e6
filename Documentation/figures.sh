#!/bin/sh
# Makes figures 5, 6 and 7 of the paper from the sample network, for Charts.md: figures.sh PROGRAM
set -eu
program=$(realpath "${1:?the program, such as .build/release/ddp-tui}")
cd "$(dirname "$0")"
mkdir -p figures

# NAME and the rest of what export takes
figure() {
  name=$1
  shift
  rm -f "figures/$name.svg"
  "$program" export ../SampleModels/mnist.bin --svg --theme light -o "figures/$name.svg" "$@"
}

figure 5-fields --view stages --chart fields-maps --layer conv1 --size 108x15
figure 5-output --view stages --chart output-maps --layer conv1 --size 108x15
figure 5-reprojected --view stages --chart reprojected-maps --layer conv1 --size 108x15
figure 6-hypergraph --view hypergraph --layer conv2 --quantile 0.85 --size 60x18
figure 6-hierarchy --view hierarchy --layer conv2 --quantile 0.85 --size 76x40
figure 6-exemplars-v5 --view exemplars --group --vector 5 --layer conv2 --quantile 0.85 --size 182x49
figure 6-exemplars-v2 --view exemplars --group --vector 2 --layer conv2 --quantile 0.85 --size 182x34
figure 6-exemplars-v13 --view exemplars --group --vector 13 --layer conv2 --quantile 0.85 --size 182x34
figure 7-hypergraph --view hypergraph --layer fc1 --quantile 0.95 --size 90x18
figure 7-hierarchy --view hierarchy --layer fc1 --quantile 0.95 --size 100x32
