# SPDX-License-Identifier: GPL-2.0
"""For test_page.sh: logs to make pages of, a frame that measures a page, and pixels.

  page.py logs DIR             writes storm.log, mixed.log, empty.log, one.log, spread.log
  page.py frame PAGE WIDTH     a page that shows PAGE in a frame of that width and measures it
  page.py sandbox PAGE ALLOW   a page that shows PAGE in a frame that may do no more than ALLOW
  page.py facts DUMP           what it measured, as JSON, out of the browser's DOM
  page.py pixels PNG           "WIDTH HEIGHT BACKGROUND SHARE CRITICAL": the most frequent colour,
                               the share of pixels that are not of it (1/1000), and how many are
                               of the colour of critical findings
  page.py differ PNG PNG       the share of pixels that differ (1/1000)
"""
import html
import json
import struct
import sys
import zlib

BANNER = "[    0.000000] Linux version 6.12.0 (nobody@nowhere) (gcc 12.2.0) #1 SMP\n"


def fault(time, device, address, access="Write", reason=0x05):
    text = "PTE %s access is not set" % access
    return ("[%12.6f] DMAR: [DMA %s NO_PASID] Request device [%s] fault addr 0x%x "
            "[fault reason 0x%02x] %s\n") % (time, access, device, address, reason, text)


def mixed():
    """Two boots, every severity, lost records, and markup in a message."""
    log = ""
    for _ in range(2):
        log += BANNER
        log += "[    0.100000] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n"
        log += "[    0.200000] DMAR: [Firmware Bug]: Record passes table end\n"
        log += fault(1.5, "00:02.0", 0x7b900000, "Read", 0x06)
        log += fault(2.5, "03:00.0", 0xffffe000)
        log += fault(2.6, "03:00.0", 0x123456789000)
        log += ("[    3.000000] ahci 0000:00:17.0: swiotlb buffer is full (sz: 65536 bytes), "
                "total 32768 (slots), used 32768 (slots)\n")
        log += "[    4.000000] dmar_fault: 12 callbacks suppressed\n"
        log += ("[    5.000000] DMA-API: <script>document.title='owned'</script> 0000:00:04.0: device "
                "driver frees DMA sg list with different entry count [map count=4] [unmap count=5]\n")
        log += ("[    6.000000] Kernel panic - not syncing: <img src=x onerror=document.title='owned'>"
                "\" onload=x ' </title></style></pre><b>bold</b> " + "A" * 300 + "\n")
    return log


def write_logs(folder):
    storm = BANNER + "".join(
        fault(10 + i / 400, "00:1f.2" if i % 3 else "01:00.0", 0xfff00000 + i * 7919 % 4096 * 64)
        for i in range(6000))
    spread = "".join(fault(1 + i, "04:00.0", 1 << i) for i in range(12, 64))
    logs = {"storm": storm, "mixed": mixed(), "empty": BANNER + "[    1.0] nothing\n",
            "one": fault(3, "00:03.0", 0xffffc000), "spread": spread}
    for name, text in logs.items():
        with open("%s/%s.log" % (folder, name), "w", encoding="utf-8") as out:
            out.write(text)


# What the frame finds out: facts of the document, what sticks out at the right, and the smallest
# contrast (WCAG 2.1, 1.4.3) of a text to what is behind it.
MEASURE = """
const wide = document.getElementById('page');
function rgb(s) { const m = s.match(/[\\d.]+/g).map(Number); return m.length > 3 && !m[3] ? null : m }
function light(c) {
  const f = c.slice(0, 3).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2];
}
wide.onload = () => {
  const d = wide.contentDocument, w = wide.contentWindow, all = [...d.querySelectorAll('body *')];
  const n = s => d.querySelectorAll(s).length, out = [];
  let contrast = 21, faint = '';
  for (const e of all) {
    const shown = e.getClientRects().length && !e.closest('details:not([open]) > :not(summary)');
    if (!shown)
      continue;
    if (!e.closest('pre') && !e.closest('thead') && e.getBoundingClientRect().right > WIDTH + 0.5)
      out.push(e.tagName + ' ' + e.className);
    if (![...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()) || e.closest('title,desc'))
      continue;
    let b = e, back = null;
    while (b && !(back = rgb(w.getComputedStyle(b).backgroundColor)))
      b = b.parentElement;
    const x = light(rgb(w.getComputedStyle(e).color)), y = light(back || [255, 255, 255]);
    const c = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    if (c < contrast) { contrast = c; faint = e.tagName + ' ' + e.className }
  }
  document.getElementById('facts').textContent = JSON.stringify({
    title: d.title, lang: d.documentElement.lang, findings: n('section.finding'),
    foreign: n('script,img,iframe,object,embed,link,form,input,base,foreignObject') +
      all.filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
    bold: [...d.querySelectorAll('b')].filter(e => e.textContent === 'bold').length,
    figures: n('figure'), maps: n('figure.map'), timelines: n('figure:not(.map)'),
    segments: n('figure.map tbody tr'), marks: [...d.querySelectorAll('.mark')].length,
    mapped: n('rect.mapped'), reserved: n('rect.reserved'), rects: n('rect'),
    named: [...d.querySelectorAll('svg')].every(s => s.querySelector('title') &&
      s.querySelector('desc') && s.getAttribute('role') === 'img'),
    svgs: n('svg'), tables: n('table'), heads: n('table thead th'), headless: n('th:not([scope=col])'),
    unnamed: n('table:not([aria-label])'), captions: [...d.querySelectorAll('figcaption')]
      .map(c => c.textContent), lost: n('.lost li'), inputs: n('table[aria-label=Inputs] tbody tr'),
    text: d.body.textContent.length, scroll: d.documentElement.scrollWidth, out: out,
    contrast: contrast, faint: faint, ids: new Set([...d.querySelectorAll('[id]')].map(e => e.id))
      .size === n('[id]'),
  });
};
"""


def frame(page, width):
    with open(page, encoding="utf-8") as f:
        text = f.read()
    # without its own protection against scripts: escaping alone must do
    text = text.replace("Content-Security-Policy", "x-none")
    print("<!DOCTYPE html><meta charset=utf-8><body><pre id=facts></pre><script>addEventListener("
          "'DOMContentLoaded',()=>{%s; wide.srcdoc = wide.dataset.page})</script>"
          "<iframe id=page width=%s height=800 style='border:0' data-page=\"%s\"></iframe>" %
          (MEASURE.replace("WIDTH", width), width, html.escape(text)))


def sandbox(page, allow):
    with open(page, encoding="utf-8") as f:
        print("<iframe sandbox='%s' width=1260 height=880 srcdoc=\"%s\"></iframe>" %
              (allow, html.escape(f.read())))


def facts(dump):
    with open(dump, encoding="utf-8") as f:
        text = f.read()
    start = text.index('<pre id="facts">') + len('<pre id="facts">')
    print(json.dumps(json.loads(html.unescape(text[start:text.index("</pre>", start)]))))


def read_png(path):
    """8 bits a channel, not interlaced (PNG, 2nd edition, 4.1, 9 and 11.2): rows of RGB triples."""
    with open(path, "rb") as f:
        data = f.read()
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise SystemExit("no PNG")
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, lace = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            packed += body
        at += 12 + size
    if depth != 8 or colour not in (2, 6) or lace:
        raise SystemExit("a kind of PNG that is not read here")
    step = 3 if colour == 2 else 4
    raw, stride, before, rows = zlib.decompress(packed), width * step, None, []
    for y in range(height):
        kind, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        before = unfilter(kind, line, before or bytearray(stride), step)
        rows.append([bytes(before[x:x + 3]) for x in range(0, stride, step)])
    return width, height, rows


def unfilter(kind, line, up, step):
    if kind == 2:
        return bytearray((a + b) & 255 for a, b in zip(line, up))
    for i in range(len(line) if kind else 0):
        left = line[i - step] if i >= step else 0
        corner = up[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + up[i]) // 2
        else:
            p = left + up[i] - corner
            guess = min((abs(p - left), 0, left), (abs(p - up[i]), 1, up[i]),
                        (abs(p - corner), 2, corner))[2]
        line[i] = (line[i] + guess) & 255
    return line


CRITICAL = {bytes.fromhex("c2002f"), bytes.fromhex("ff6b81")}


def pixels(path):
    width, height, rows = read_png(path)
    seen = {}
    for row in rows:
        for p in row:
            seen[p] = seen.get(p, 0) + 1
    back = max(seen, key=seen.get)
    print(width, height, back.hex(), 1000 - 1000 * seen[back] // (width * height),
          sum(seen.get(c, 0) for c in CRITICAL))


def differ(one, other):
    (w, h, a), (w2, h2, b) = read_png(one), read_png(other)
    if (w, h) != (w2, h2):
        raise SystemExit("not of one size")
    print(1000 * sum(x != y for r, s in zip(a, b) for x, y in zip(r, s)) // (w * h))


{"logs": write_logs, "frame": frame, "sandbox": sandbox, "facts": facts, "pixels": pixels,
 "differ": differ}[sys.argv[1]](*sys.argv[2:])
