"""The pages of the demonstration that are looked at one by one: every page of the site, and those of
Datasette.
"""

from __future__ import annotations

from tests.site.examples import DEMONSTRATION, named_pages

REPORT = "/report/990102-19b7f48b-2022"
COMPARED = "agency=990101-19b7f48b&agency=990102-19b7f48b&agency=990103-19b7f48b"
PAGES = {
    **named_pages(DEMONSTRATION),
    # Its number is another one at every crawl; this address leads there.
    "source": f"{REPORT}/source?cell=3.new_received.total",
    # A figure of it was replaced after it was published.
    "changed": "/report/990101-19b7f48b-2023",
    "compare": f"/compare?{COMPARED}",
    "database": "/archive",
    "table": "/archive/reports?_facet=quality",
    "row": "/archive/reports/990102-19b7f48b-2022",
    "question": "/archive/weakest_reports",
    "sql": "/archive?sql=select+count(*)+from+reports",
}
