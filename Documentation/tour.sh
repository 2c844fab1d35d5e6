#!/bin/sh
# Makes the screens of Tour.md from the sample network, by the keys of its headings and `ddp-tui` alone:
#     Documentation/tour.sh PROGRAM
set -eu

program=$(realpath "${1:?the program, such as .build/release/ddp-tui}")
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$here/tour"
cd "$here"

keys=$(mktemp)
echo > "$keys"
trap 'rm -f "$keys"' EXIT

while IFS= read -r line; do
  case $line in
    '## '*': '*)
      # Names of keys stand between back quotes; what is typed does not, and is quoted in a file of keys.
      # A comma waits, as the end of a line does there.
      printf '%s\n' "${line#*: }" |
        sed -e 's/, /\n/g' -e 's/` \([^` ][^`]*\) `/` "\1" `/g' -e 's/`//g' >> "$keys"
      ;;
    '!['*'](tour/'*)
      screen=${line##*\(}
      screen=${screen%\)}
      rm -f "$screen"
      "$program" export ../SampleModels/mnist.bin --keys "$keys" --size 120x36 --svg \
        --theme dark -o "$screen"
      ;;
  esac
done < Tour.md
