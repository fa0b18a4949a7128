"""Small charts as inline SVG: no script, no file beside, legible on a phone."""
import html

width = 420
palette = ["#1f5fa8", "#f0a431", "#3a9d6e", "#b8496b", "#7a68b8", "#6d7f8c"]


def escape(text):
    return html.escape(str(text), quote=True)


def _svg(height, title, parts):
    return ('<svg viewBox="0 0 %d %d" role="img" aria-label="%s" xmlns="http://www.w3.org/2000/svg">%s</svg>'
            % (width, height, escape(title), "".join(parts)))


def _text(x, y, text, anchor="start", cls="t"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" class="%s">%s</text>' % (x, y, anchor, cls, escape(text))


def _box(x, y, wide, high, colour, tip):
    return '<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" rx="2"><title>%s</title></rect>' % (
        x, y, max(wide, 0), high, colour, escape(tip))


def legend(names):
    if len(names) < 2:
        return ""
    return '<p class="legend">%s</p>' % " ".join(
        '<span><i style="background:%s"></i>%s</span>' % (palette[index % len(palette)], escape(name))
        for index, name in enumerate(names))


def bars(title, rows, series, label_width=124, unit=""):
    """Lying bars, one a row, stacked by series: rows are (label, [numbers])."""
    most = max((sum(numbers) for _, numbers in rows), default=0) or 1
    step, room = 25, width - label_width - 44
    parts = []
    for place, (label, numbers) in enumerate(rows):
        top, left = place * step + 3, float(label_width)
        parts.append(_text(label_width - 8, top + 14, label, "end"))
        for index, number in enumerate(numbers):
            wide = room * number / most
            if number:
                tip = "%s, %s: %s%s" % (label, series[index], number, unit) if len(series) > 1 else "%s: %s%s" % (
                    label, number, unit)
                parts.append(_box(left, top, wide, 18, palette[index % len(palette)], tip))
            left += wide
        parts.append(_text(left + 6, top + 14, "%s%s" % (sum(numbers), unit), cls="n"))
    return legend(series) + _svg(max(1, len(rows)) * step + 4, title, parts)


def columns(title, labels, series, stacks):
    """Standing columns over labels, stacked: `stacks` has a list of numbers for each series."""
    high, foot, gap = 170, 22, 4
    totals = [sum(stack[place] for stack in stacks) for place in range(len(labels))]
    most = max(totals, default=0) or 1
    wide = width / max(1, len(labels))
    parts = ['<line x1="0" x2="%d" y1="%d" y2="%d" class="axis"/>' % (width, high + 0.5, high + 0.5)]
    for place, label in enumerate(labels):
        bottom = float(high)
        for index, stack in enumerate(stacks):
            tall = (high - 20) * stack[place] / most
            if stack[place]:
                bottom -= tall
                parts.append(_box(place * wide + gap, bottom, wide - 2 * gap, tall, palette[index % len(palette)],
                                  "%s, %s: %d" % (label, series[index], stack[place])))
        if totals[place]:
            parts.append(_text((place + 0.5) * wide, bottom - 5, totals[place], "middle", "n"))
        parts.append(_text((place + 0.5) * wide, high + 16, label, "middle"))
    return legend(series) + _svg(high + foot, title, parts)
