"""The Vega libraries for the browser, on standard output and compressed by gzip: a script, run by a
process of its own, because the whole site would stand still for the two seconds that it takes.
"""

from __future__ import annotations

import gzip
import sys

import vl_convert

# What the bundle gives to the page's own script.
_EXPORTS = "window.vegaEmbed = vegaEmbed;"

if __name__ == "__main__":
    script = vl_convert.javascript_bundle(_EXPORTS)
    sys.stdout.buffer.write(gzip.compress(script.encode(), mtime=0))
