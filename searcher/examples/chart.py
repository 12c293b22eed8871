#!/usr/bin/env python3
"""chart.py INDEX QUERY >chart.svg - the share of each year's articles that match, as an SVG chart."""
import html
import sys

import morgue

WIDTH, HEIGHT, BOTTOM = 720, 240, 30

with morgue.open(sys.argv[1]) as archive:
    years = archive.search(sys.argv[2], limit=1, passages=0, timeline="year", share=True).timeline

most = max((year.share for year in years), default=0) or 1
step = WIDTH / max(len(years), 1)
print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + BOTTOM}" font-family="sans-serif" font-size="10">')
print(f"<title>{html.escape(sys.argv[2])}</title>")
for i, year in enumerate(years):
    height = HEIGHT * year.share / most
    print(f'<rect x="{i * step:.1f}" y="{HEIGHT - height:.1f}" width="{step * 0.9:.1f}" height="{height:.1f}" fill="#369">'
          f"<title>{year.value}: {year.count} articles, {year.share:.1%}</title></rect>")
    if i % (len(years) // 12 + 1) == 0:
        print(f'<text x="{i * step:.1f}" y="{HEIGHT + 14}">{year.value}</text>')
print("</svg>")
