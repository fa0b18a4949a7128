#!/usr/bin/env python3
"""Makes light.ttf, regular.ttf and semibold.ttf of this folder from Open Sans.

    apt-get install fonts-open-sans python3-fonttools
    src/documents/fonts/generate_fonts.py [folder of the fonts]

Each is Open Sans (Apache-2.0, see README.md) cut to the characters below: those that one of the encodings of our PDF
library has, so that they can be written, and two under whose names it writes Greek letters. Instructions for low resolutions, layout features and long names go too. The
same sources give the same bytes.
"""

import pathlib
import sys
from array import array

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.ttProgram import Program

sources = "/usr/share/fonts/truetype/open-sans"
faces = {"light": "OpenSans-Light", "regular": "OpenSans-Regular", "semibold": "OpenSans-Semibold"}

characters = """
    0020-007E 00A0-0113 0116-012B 012E-0131 0134-013E 0141-0148 014A-014D 0150-017E 0192 01A0-01A1 01AF-01B0 0218-021B
    02C6-02C7 02D8-02D9 02DB-02DD 0384-0386 0388-038A 038C 038E-03A1 03A3-03CE 0401-040C 040E-044F 0451-045C 045E-045F
    0490-0491 1E80-1E85 1EF2-1EF3 2013-2015 2018-201A 201C-201E 2020-2022 2026 2030 2039-203A 20AB-20AC 2116 2122 2126
    2206 221A 2248 2264-2265
"""

# Our PDF library writes a character by the name of its letter, and a reader of the file looks the name up. For these
# the name leads elsewhere: so both lead to one glyph, the one on the right.
same_glyph = {0x0162: 0x021A, 0x0163: 0x021B, 0x2126: 0x03A9, 0x2206: 0x0394, 0x03BC: 0x00B5}


def wanted():
    for part in characters.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def make(source, target, name):
    font = TTFont(source, recalcTimestamp=False)
    for table in font["cmap"].tables:
        if table.isUnicode():
            for character, other in same_glyph.items():
                table.cmap[character] = table.cmap[other]
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 4, 6, 13]  # copyright, names, licence
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "kern", "DSIG", "gasp", "meta"]
    cut = subset.Subsetter(options)
    cut.populate(unicodes=wanted())
    cut.subset(font)
    # Instructions that do nothing: our PDF library wants these tables, and fails on some lengths where the last is empty.
    nothing = bytes.fromhex("b00021" * 4)  # PUSHB 0, POP
    for tag in ("fpgm", "prep"):
        font[tag] = newTable(tag)
        font[tag].program = Program()
        font[tag].program.fromBytecode(nothing)
    font["cvt "] = newTable("cvt ")
    font["cvt "].values = array("h", [0, 0])
    for record in font["name"].names:
        if record.nameID == 6:
            record.string = name
    font.save(target)
    return len(font.getGlyphOrder())


def main():
    folder = pathlib.Path(__file__).resolve().parent
    origin = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else sources)
    for face, name in faces.items():
        target = folder / f"{face}.ttf"
        glyphs = make(origin / f"{name}.ttf", target, name)
        print(f"{target.name}: {glyphs} glyphs, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
