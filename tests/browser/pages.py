"""The pages of the demonstration that are looked at one by one."""

from __future__ import annotations

REPORT = "/report/990102-19b7f48b-2022"
COMPARED = "agency=990101-19b7f48b&agency=990102-19b7f48b&agency=990103-19b7f48b"
PAGES = {
    "home": "/",
    "search": "/search?q=公开",
    "agency": "/agency/990102-19b7f48b",
    "report": REPORT,
    "source": f"{REPORT}/source?cell=3.new_received.total",
    "region": "/region/990101",
    "coverage": "/coverage",
    "compare": f"/compare?{COMPARED}",
    "quality": "/quality",
    "assessment": "/assessment",
    "portals": "/portals",
    "codebook": "/codebook",
    "downloads": "/downloads",
    "database": "/archive",
    "table": "/archive/reports?_facet=quality",
    "row": "/archive/reports/990102-19b7f48b-2022",
    "developers": "/developers",
    "question": "/archive/weakest_reports",
    "sql": "/archive?sql=select+count(*)+from+reports",
}
