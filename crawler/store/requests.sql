-- What the triggers of log.sql would have written for captures that are older than the table of requests.
WITH seen AS (
    SELECT *, status IN (200, 304) AND problem IS NULL AS good FROM captures
),
answered AS (
    SELECT id, run, fingerprint, fetched_at,
        sha256 <> lag(sha256) OVER (PARTITION BY fingerprint ORDER BY id) AS changed
    FROM seen WHERE good
),
summed AS (
    SELECT fingerprint, max(id) AS good, count(DISTINCT run) AS looks, total(changed) AS changes, min(fetched_at) AS begun
    FROM answered GROUP BY fingerprint
)
INSERT OR IGNORE INTO requests (fingerprint, last, good, looks, changes, begun)
SELECT seen.fingerprint, max(seen.id), summed.good, coalesce(summed.looks, 0), CAST(coalesce(summed.changes, 0) AS INTEGER), summed.begun
FROM seen LEFT JOIN summed USING (fingerprint) GROUP BY seen.fingerprint;
