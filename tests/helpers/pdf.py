"""PDF pages with words at given places."""

import io

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HEIGHT = 842


def lines(*words, x=60, y=100, size=12, step=20):
    """Return pieces below each other: (x, y from above, size, words)."""
    return [(x, y + step * i, size, line) for i, line in enumerate(words)]


def pdf(*pages, **options):
    """Return a PDF of pages, each a list of pieces; ``options`` are those of reportlab's canvas."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(595, HEIGHT), **options)
    for page in pages:
        for x, y, size, words in page:
            canvas.setFont("Helvetica" if words.isascii() else "STSong-Light", size)
            canvas.drawString(x, HEIGHT - y, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()
