"""Scrapy's settings for the crawl of one portal. Every default that is unsafe or impolite is set on
purpose.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from scrapy.settings import Settings

from crawler.context import ALL, SETTING, Context, Shared
from crawler.encodings import LARGEST_BODY
from crawler.registry.portals import Portal

# The name that robots.txt files address us by.
ROBOTS_NAME = "gongkai"
# What servers answer while they are busy, broken or have had enough of us: it may pass, so it is
# asked again later.
PASSING = (403, 408, 429, 500, 502, 503, 504, 522, 524)

# The most memory that a process may hold, in MiB: several times what its portals need.
MEMORY_LIMIT = 2048

_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    # The log of captures counts better.
    "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
    "crawler.middlewares.own_hosts.HostsMiddleware": 50,
    # After Scrapy's retries (550), and before the rules of a scheme that gives no answer.
    "crawler.middlewares.other_scheme.OtherSchemeMiddleware": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RulesMiddleware": 100,
    "crawler.middlewares.rendering.RenderMiddleware": 530,
    # Retries (550) are Scrapy's; impostors are taken out of what those let pass.
    "crawler.middlewares.impostors.ImpostorMiddleware": 540,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "crawler.middlewares.redirects.RefreshingMiddleware": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.decoding.DecodingMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.middlewares.redirects.FollowingMiddleware": 600,
    "crawler.middlewares.replay.ReplayMiddleware": 855,
    "crawler.middlewares.revisits.RevisitMiddleware": 856,
    "crawler.middlewares.budget.BudgetMiddleware": 857,
    "crawler.middlewares.politeness.GivingUpMiddleware": 860,
    "crawler.middlewares.own_hosts.AddressMiddleware": 865,
    "crawler.middlewares.conditional.ConditionalMiddleware": 880,
    "crawler.middlewares.capture.ArchiveMiddleware": 900,
    "crawler.middlewares.truncation.TruncationMiddleware": 910,
    # Before anything else looks at a body.
    "crawler.middlewares.unpacking.UnpackingMiddleware": 960,
}

_POLITE = {
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": ROBOTS_NAME,
    # One at a time for the whole portal: what a response says (slow down, go away) holds for the
    # very next request, and a run that is taken up again walks the same way.
    "CONCURRENT_REQUESTS": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # Pages and reports in the order in which the portal lists them.
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    "DOWNLOAD_DELAY_JITTER": 0,
    "RETRY_HTTP_CODES": list(PASSING),
    # What failed is asked again before anything else, so that a host in trouble is not asked for
    # more meanwhile.
    "RETRY_PRIORITY_ADJUST": 100,
    "DNS_TIMEOUT": 20,
    "REDIRECT_MAX_TIMES": 10,
    # Dropped without a word by Scrapy; BudgetMiddleware says so.
    "URLLENGTH_LIMIT": 0,
    "METAREFRESH_MAXDELAY": 10,
    "COOKIES_ENABLED": True,
    # Some download endpoints answer only with a Referer; no other site learns where we come from.
    "REFERRER_POLICY": "same-origin",
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9",
        # What decode_body can undo.
        "Accept-Encoding": "gzip, deflate, br",
    },
}

_SAFE: dict[str, Any] = {
    "DOWNLOAD_MAXSIZE": LARGEST_BODY,
    "DOWNLOAD_WARNSIZE": LARGEST_BODY // 2,
    # Failed by TruncationMiddleware, which says how many bytes were missing.
    "DOWNLOAD_FAIL_ON_DATALOSS": False,
    "DOWNLOAD_HANDLERS": {
        "file": None,
        "data": None,
        "ftp": None,
        "s3": None,
        "http": "crawler.middlewares.connections.BoundedDownloadHandler",
        "https": "crawler.middlewares.connections.BoundedDownloadHandler",
    },
    "TWISTED_DNS_RESOLVER": "crawler.middlewares.own_hosts.GuardedResolver",
    # A proxy would connect for us, past the check of addresses.
    "HTTPPROXY_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "MEMUSAGE_ENABLED": True,
    "MEMUSAGE_LIMIT_MB": MEMORY_LIMIT,
    "MEMUSAGE_CHECK_INTERVAL_SECONDS": 10,
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "crawler.middlewares.large_pages.LargePageMiddleware": 1000,
    },
    "REQUEST_FINGERPRINTER_CLASS": "crawler.middlewares.routes.Fingerprinter",
    # The default of 100 starts a hundred tasks for every response.
    "CONCURRENT_ITEMS": 4,
    # Scrapy would parse the source of every callback to warn of a mistake that types and tests
    # find.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
}


def user_agent(contact: str | None) -> str:
    """Return the name under which a crawl asks: product, version, and who answers for it."""
    product = f"gongkai/{version('gongkai')}"
    return f"{product} (+{contact})" if contact else product


def _secured(portal: Portal) -> dict[str, Any]:
    """Return the settings of secure connections: strict, but for what the portal's file allows with
    a reason.
    """
    settings: dict[str, Any] = {
        "DOWNLOAD_VERIFY_CERTIFICATES": portal.tls is None or portal.tls.verify
    }
    if portal.tls is not None and portal.tls.legacy:
        handler = "crawler.middlewares.legacy_tls.LegacyDownloadHandler"
        settings |= {
            "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0",
            "DOWNLOAD_HANDLERS": {**_SAFE["DOWNLOAD_HANDLERS"], "https": handler},
        }
    return settings


def process_settings(contexts: list[Context]) -> Settings:
    """Return the settings of a process that crawls portals; `contexts` holds those that are being
    crawled.
    """
    own = {"LOG_INSTALL_ROOT_HANDLER": False, ALL: Shared(contexts)}
    return Settings({"TWISTED_DNS_RESOLVER": _SAFE["TWISTED_DNS_RESOLVER"], **own})


def settings_for(context: Context, contact: str | None) -> Settings:
    """Return the settings for the crawl of one portal."""
    own: dict[str, Any] = {
        SETTING: context,
        "BOT_NAME": "gongkai",
        "USER_AGENT": user_agent(contact),
        "DOWNLOAD_DELAY": context.portal.delay,
        "DOWNLOAD_TIMEOUT": context.portal.timeout,
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "EXTENSIONS": {
            # Where they are off, they would still be imported, with a web server.
            "scrapy.extensions.remote_control.RemoteControl": None,
            "scrapy.extensions.telnet.TelnetConsole": None,
            "scrapy.extensions.memusage.MemoryUsage": None,
            "crawler.middlewares.memory.MemoryHeld": 0,
            "crawler.middlewares.politeness.Politeness": 0,
            "crawler.middlewares.hours.ClosingTime": 0,
        },
    }
    return Settings({**_POLITE, **_SAFE, **_secured(context.portal), **own})
