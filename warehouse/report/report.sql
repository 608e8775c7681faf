-- What the page holds: a view page_<name> for each of its tables, over the tables of a snapshot and the views of views.sql.
-- Variables: most_events, most_contested, most_evidence, most_mentions, most_statements, most_cited, most_characters,
-- most_places, most_days, longest. The table redacted_rows (table_name, row_id, columns) is made before.

-- Text of an article is shown only where it is published, and never beside a redaction: a sentence would repeat the words.
CREATE TEMP TABLE readable AS
SELECT article_id, text FROM articles
WHERE text IS NOT NULL
  AND article_id NOT IN (SELECT article_id FROM statements JOIN redacted_rows ON table_name = 'statements' AND row_id = statement_id)
  AND article_id NOT IN (SELECT article_id FROM mentions JOIN redacted_rows ON table_name = 'mentions' AND row_id = mention_id)
  AND article_id NOT IN (SELECT article_id FROM casualties JOIN redacted_rows ON table_name = 'casualties' AND row_id = casualty_id)
  AND article_id NOT IN (SELECT row_id FROM redacted_rows WHERE table_name = 'articles');

-- Contested events first, then the newest; a date that was read as lying ahead does not make an event newer than its articles.
CREATE TEMP TABLE shown_events AS
WITH dated AS (
  SELECT event_id, is_disputed, least(date_start, first_seen_at::DATE) AS newest,
         row_number() OVER (PARTITION BY is_disputed ORDER BY newest DESC NULLS LAST, event_id) AS rank
  FROM events
), chosen AS (
  SELECT event_id,
         row_number() OVER (ORDER BY is_disputed AND rank <= getvariable('most_contested') DESC, newest DESC NULLS LAST, event_id) - 1 AS nth
  FROM dated
  QUALIFY nth < getvariable('most_events')
)
SELECT events.*, nth FROM events JOIN chosen USING (event_id);

CREATE TEMP TABLE shown_mentions AS
SELECT shown.nth AS event, mentions.*, row_number() OVER (ORDER BY shown.nth, published_date, article_id, sentence_number, mention_id) - 1 AS nth
FROM (SELECT nth, unnest(mention_ids) AS mention_id FROM shown_events) AS shown JOIN mentions USING (mention_id)
QUALIFY row_number() OVER (PARTITION BY shown.nth ORDER BY published_date, article_id, sentence_number, mention_id) <= getvariable('most_evidence')
    AND nth < getvariable('most_mentions');

-- Statements that contested events rest on, then the newest, as long as their words fit.
CREATE TEMP TABLE shown_statements AS
WITH cited AS (
  SELECT statement_id FROM shown_mentions JOIN shown_events ON shown_events.nth = shown_mentions.event
  WHERE is_disputed AND statement_id IS NOT NULL
  GROUP BY statement_id ORDER BY min(event), statement_id LIMIT getvariable('most_cited')
), chosen AS (
  -- Few columns: all statements are sorted here.
  SELECT statement_id, statement_id IN (FROM cited) AS is_cited
  FROM statements
  ORDER BY is_cited DESC, published_date DESC NULLS LAST, article_id, sentence_number, statement_id
  LIMIT getvariable('most_statements')
), fitting AS (
  SELECT statements.*, is_cited FROM statements JOIN chosen USING (statement_id)
  QUALIFY sum(least(len(array_to_string(content_text, ' ')), getvariable('longest'))) OVER (
    ORDER BY is_cited DESC, published_date DESC NULLS LAST, article_id, sentence_number, statement_id ROWS UNBOUNDED PRECEDING
  ) <= getvariable('most_characters')
)
SELECT *, row_number() OVER (ORDER BY published_date DESC NULLS LAST, article_id, sentence_number, statement_id) - 1 AS nth FROM fitting;

CREATE TEMP TABLE shown_articles AS
SELECT articles.*, row_number() OVER (ORDER BY published_at, article_id) - 1 AS nth FROM articles
WHERE article_id IN (SELECT article_id FROM shown_mentions UNION SELECT article_id FROM shown_statements);

CREATE TEMP VIEW page_events AS
SELECT event_id AS id, event_type AS type, mode, modality, date_start, date_end, date_precision, place_name, place_country,
       latitude, longitude, place_precision, territory_status, parties, party_country, is_disputed, article_count,
       independent_story_count, len(mention_ids) AS mention_count, killed_low, killed_high, injured_low, injured_high,
       redacted.columns AS redacted
FROM shown_events LEFT JOIN redacted_rows AS redacted ON table_name = 'events' AND row_id = event_id
ORDER BY shown_events.nth;

CREATE TEMP VIEW page_mentions AS
SELECT mention.event, article.nth AS article, statement.nth AS statement, mention.mention_id AS id, event_type AS type, mode,
       mention.modality, claim_status, claimant_name, claimant_country, direction,
       list_transform(actors, lambda x: [x.text, x.name, x.country]) AS actors,
       list_transform(actors, lambda x: x.span.start) AS actor_starts,
       list_transform(recipients, lambda x: [x.text, x.name, x.country]) AS recipients,
       list_transform(recipients, lambda x: x.span.start) AS recipient_starts,
       trigger_text, trigger_span.start AS trigger_start, mention.place_text, mention.place_span.start AS place_start, date_text,
       mention.sentence_span.start AS sentence_start, mention.sentence_span.end AS sentence_end,
       readable.text[least(mention.sentence_span.start, trigger_span.start) + 1 : greatest(mention.sentence_span.end, trigger_span.end)] AS context,
       least(mention.sentence_span.start, trigger_span.start) AS context_start, redacted.columns AS redacted
FROM shown_mentions AS mention JOIN shown_articles AS article USING (article_id)
LEFT JOIN shown_statements AS statement ON statement.statement_id = mention.statement_id
LEFT JOIN readable ON readable.article_id = mention.article_id
LEFT JOIN redacted_rows AS redacted ON table_name = 'mentions' AND row_id = mention.mention_id
ORDER BY mention.nth;

CREATE TEMP VIEW page_statements AS
SELECT statement_id AS id, article.nth AS article, published_date AS day, sentence_span.start AS sentence_start, sentence_span.end AS sentence_end,
       speaker_text, speaker_span.start AS speaker_start, speaker_kind, speaker_name, speaker_role, speaker_affiliation,
       speaker_country, speaker_resolution, reported_via, cue_text, cue_span.start AS cue_start, cue_stance,
       content_text, list_transform(content_spans, lambda x: x.start) AS content_starts, form, polarity, speech_act AS act,
       target_text, target_span.start AS target_start, target_name, target_country, addressee_text, venue_text, confidence,
       readable.text[context_start + 1 : greatest(sentence_span.end, content_spans[-1].end)] AS context,
       CASE WHEN readable.text IS NOT NULL THEN context_start END AS context_start, redacted.columns AS redacted
FROM (SELECT *, least(sentence_span.start, content_spans[1].start) AS context_start FROM shown_statements) AS statement
JOIN shown_articles AS article USING (article_id)
LEFT JOIN readable USING (article_id)
LEFT JOIN redacted_rows AS redacted ON table_name = 'statements' AND row_id = statement_id
ORDER BY statement.nth;

CREATE TEMP VIEW page_articles AS
SELECT outlet, title, CASE WHEN len(url) <= 2000 THEN url END AS url, published_at, published_precision, language,
       left(text_sha256, 16) AS text_digest, redacted.columns AS redacted
FROM shown_articles LEFT JOIN redacted_rows AS redacted ON table_name = 'articles' AND row_id = article_id
ORDER BY shown_articles.nth;

CREATE TEMP VIEW page_claims AS
SELECT shown.nth AS event, party, position, about_country, says, since_date, redacted.columns AS redacted
FROM claims JOIN shown_events AS shown USING (event_id)
LEFT JOIN redacted_rows AS redacted ON table_name = 'claims' AND row_id = claim_id
ORDER BY shown.nth, since_date, party, position, claim_id;

CREATE TEMP VIEW page_casualties AS
SELECT shown.nth AS event, outcome, side_country, claimant_name, claimant_country, min(low_count) AS low, max(high_count) AS high,
       bool_or(high_count IS NULL) AS is_open, count(*) AS count_count, list_sort(list_distinct(list(number_text)))[:5] AS words
FROM (SELECT nth, unnest(mention_ids) AS mention_id FROM shown_events) AS shown JOIN casualties USING (mention_id)
GROUP BY ALL ORDER BY ALL;

CREATE TEMP VIEW page_timeline AS
SELECT date_start AS day, event_type AS type, modality = 'actual' AS is_actual, count(*) AS events, count(*) FILTER (is_disputed) AS contested
FROM events WHERE date_start IS NOT NULL
GROUP BY ALL ORDER BY ALL LIMIT 100000;

CREATE TEMP VIEW page_accusations AS
SELECT accuser_country AS accuser, target_country AS target, statement_count AS statements, article_count AS articles
FROM who_accuses_whom
ORDER BY statement_count DESC, accuser, target LIMIT 2000;

CREATE TEMP VIEW page_places AS
WITH counted AS (
  SELECT CASE WHEN latitude IS NOT NULL THEN place_name END AS name, place_country AS country, latitude, longitude,
         place_precision AS precision, territory_status = 'disputed' AS is_disputed_territory,
         count(*) AS events, count(*) FILTER (is_disputed) AS contested
  FROM events GROUP BY 1, 2, 3, 4, 5, 6
)
FROM counted
ORDER BY latitude IS NULL, events DESC, name, latitude, longitude, precision, country, is_disputed_territory
LIMIT getvariable('most_places');

CREATE TEMP VIEW page_coverage AS
SELECT outlet, day_date AS day, found_count AS found, fetched_count AS fetched, extracted_count AS extracted, coded_count AS coded,
       is_gap, list_transform(list_filter(outcomes, lambda x: x.outcome NOT IN ('fetched', 'not_modified', 'extracted', 'coded')),
                              lambda x: x.count || ' ' || replace(x.outcome, '_', ' ')) AS losses
FROM coverage
ORDER BY day_date DESC, outlet LIMIT getvariable('most_days');

CREATE TEMP VIEW page_sources AS SELECT outlet, title, country, language FROM sources ORDER BY outlet;

CREATE TEMP VIEW page_retired AS
SELECT retired_id AS id, replaced_by, cause FROM retired_ids
WHERE table_name IN ('events', 'statements') ORDER BY retired_at DESC, retired_id LIMIT 5000;
