#!/bin/sh
# Makes the screens of Tour.md from the sample network, by keys and `ddp-tui` alone:
#     Documentation/tour.sh PROGRAM
set -eu

program=${1:?the program, such as .build/release/ddp-tui}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$here/tour"
cd "$here/tour"

keys=$(mktemp)
trap 'rm -f "$keys"' EXIT

# The keys of a step, after those of all before it, and the screen that they come to.
step() {
  name=$1
  shift
  printf '%s\n' "$@" >> "$keys"
  rm -f "$name.svg"
  "$program" export ../../SampleModels/mnist.bin --keys "$keys" --size 120x36 --svg \
    --theme dark -o "$name.svg"
}

step 1-open
step 2-smallest-alpha 's s s'
step 3-strongest-vector 'Enter'
step 4-what-it-looks-like ': "show vector" Enter' 'z'
step 5-classes 'z 5'
step 6-images ': "show exemplars" Enter' 'z'
step 7-mistake ': "show mistakes" Enter' 'l'
step 8-why 'Space' ': "fc1 class eight" Enter' 'Space' ': "show chosen" Enter'
