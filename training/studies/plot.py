"""Line plots as SVG, without a plotting library: the same bytes for the same numbers."""

from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 360, 60, 130, 30, 45
# Of Okabe and Ito: told apart by most people who do not tell all colours apart.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#000000", "#e69f00")
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 2")
Line = tuple[str, list[tuple[float, float]]]


def _ticks(low: float, high: float, count: int = 5) -> list[float]:
    raw = (high - low) / count or 1.0
    size = 10.0 ** len(str(int(1 / raw))) if raw < 1 else 1.0
    step = next(s for s in sorted(m * 10.0**e / size for m in (1, 2, 5) for e in range(8)) if s >= raw)
    first = -(-low // step) * step
    return [round(first + i * step, 10) for i in range(int((high - first) / step + 1e-9) + 1)]


def _text(x: float, y: float, text: str, anchor: str = "middle", colour: str = "#333", extra: str = "") -> str:
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="12" '
            f'font-family="sans-serif"{extra}>{text}</text>')


def line_plot(path: Path, title: str, x_name: str, y_name: str, lines: list[Line]) -> None:
    """Each line has a name and points; names stand at the right, where lines end."""
    xs, ys = ([point[axis] for _, points in lines for point in points] for axis in (0, 1))
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    y0, y1 = y0 - 0.04 * (y1 - y0), y1 + 0.04 * (y1 - y0)

    def place(x: float, y: float) -> tuple[float, float]:
        return (LEFT + (x - x0) / ((x1 - x0) or 1) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (y - y0) / ((y1 - y0) or 1) * (HEIGHT - TOP - BOTTOM))

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', _text(LEFT, 18, title, "start", "#111")]
    for tick in _ticks(y0, y1):
        _, y = place(x0, tick)
        parts += [f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>', _text(LEFT - 6, y + 4, f"{tick:g}", "end")]
    for tick in _ticks(x0, x1):
        x, _ = place(tick, y0)
        parts += [f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>', _text(x, HEIGHT - BOTTOM + 16, f"{tick:g}")]
    parts += [_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x_name),
              _text(14, HEIGHT / 2, y_name, extra=f' transform="rotate(-90 14 {HEIGHT / 2:.0f})"')]
    ends = sorted(((place(*points[-1])[1], i) for i, (_, points) in enumerate(lines)))
    labels, last = {}, 0.0
    for y, i in ends:  # names do not lie over one another
        labels[i] = last = max(y, last + 13)
    for i, (name, points) in enumerate(lines):
        colour, dash = COLOURS[i % len(COLOURS)], DASHES[i % len(DASHES)]
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in (place(*point) for point in points))
        parts += [f'<path d="M{way}" fill="none" stroke="{colour}" stroke-width="2"'
                  + (f' stroke-dasharray="{dash}"' if dash else "") + "/>",
                  _text(WIDTH - RIGHT + 8, labels[i] + 4, name, "start", colour)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*parts, "</svg>", ""]))
