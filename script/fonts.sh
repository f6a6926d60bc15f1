#!/bin/sh
# Make reporting/fonts out of Debian's fonts-noto-core (needs fontTools: pyftsubset and pyftmerge on PATH).
# Noto Sans has no minus sign, arrows or marks: they are merged in from Noto Sans Math and Noto Sans Symbols 2,
# and the result is called Chegara Sans.
set -eu
cd "$(dirname "$0")/.."
noto=${1:-/usr/share/fonts/truetype/noto}
fonts=src/chegara/reporting/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
subset() { # FILE UNICODES OUT
    pyftsubset "$noto/$1" --unicodes="$2" --output-file="$work/$3" --no-hinting --notdef-outline --name-IDs='*' \
        --layout-features=kern,mark,mkmk,ccmp,locl,tnum,lnum,liga --drop-tables+=MATH
}
# A name of its own, so that a system's Noto Sans, which lacks those glyphs, is not taken for it.
rename() { # FILE STYLE OUT
    python3 - "$@" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
source, style, target = sys.argv[1:]
font = TTFont(source)
for number, text in {
    1: "Chegara Sans", 3: f"Chegara Sans {style}", 4: f"Chegara Sans {style}", 6: f"ChegaraSans-{style}",
    7: "", 16: "", 17: "", 21: "", 22: "",
}.items():
    font["name"].removeNames(nameID=number)
    if text:
        font["name"].setName(text, number, 3, 1, 0x409)
font["head"].modified = font["head"].created
font.recalcTimestamp = False
font.save(target)
PYTHON
}
letters=U+0020-024F,U+0259,U+02B0-02FF,U+0300-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2150-218F,U+FFFD
subset NotoSansMath-Regular.ttf U+2190-21FF,U+2200-22FF,U+25A0-25FF math.ttf
subset NotoSansSymbols2-Regular.ttf U+25A0,U+25B2,U+25B6,U+25B8,U+25BC,U+25CF,U+26A0,U+2713,U+2714,U+2717,U+2718 marks.ttf
for style in Regular Bold Italic; do
    subset "NotoSans-$style.ttf" "$letters" "$style.ttf"
    (cd "$work" && pyftmerge --output-file=merged.ttf "$style.ttf" math.ttf marks.ttf >/dev/null)
    rename "$work/merged.ttf" "$style" "$fonts/ChegaraSans-$style.ttf"
done
