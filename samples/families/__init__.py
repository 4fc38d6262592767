"""The products that the practice portals imitate: one module each, registered here and nowhere
else.
"""

from __future__ import annotations

from collections.abc import Callable

from samples.families import (
    anhui,
    aspnet,
    epoint,
    generic,
    gkmlpt,
    hanweb,
    hanweb_xxgk,
    hebei,
    jeecms,
    jpaas,
    nfcms,
    scripted,
    trs,
    truecms,
    ucap,
    variants,
    vsb,
)
from samples.site import Site, add_robots
from samples.world import Portal

FAMILIES: dict[str, Callable[[Portal], Site]] = {
    "trs": trs.build,
    "hanweb": hanweb.build,
    "gkmlpt": gkmlpt.build,
    "hanweb_xxgk": hanweb_xxgk.build,
    "jpaas": jpaas.build,
    "vsb": vsb.build,
    "ucap": ucap.build,
    "nfcms": nfcms.build,
    "hebei": hebei.build,
    "anhui": anhui.build,
    "epoint": epoint.build,
    "truecms": truecms.build,
    "jeecms": jeecms.build,
    "aspnet": aspnet.build,
    "generic": generic.build,
    "pclist": variants.build,
    "xunrui": variants.build,
    "sitesources": variants.build,
    "scripted": scripted.build,
}


def build_site(portal: Portal) -> Site:
    """The site of `portal`, made anew: what one server changes in it, another does not see."""
    site = FAMILIES[portal.family](portal)
    add_robots(site, portal)
    return site
