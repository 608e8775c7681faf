
CREATE OR REPLACE VIEW events_by_day AS
SELECT date_start AS day_date, event_type, modality, count(*) AS event_count,
       count(*) FILTER (is_disputed) AS disputed_count
FROM events WHERE date_start IS NOT NULL
GROUP BY ALL ORDER BY ALL;
COMMENT ON VIEW events_by_day IS 'events by first day, type and modality, and how many of them are disputed';

CREATE OR REPLACE VIEW statements_by_speaker AS
SELECT coalesce(speaker_name, '(' || speaker_kind || ')') AS speaker_name, speaker_country, speech_act,
       count(*) AS statement_count, count(DISTINCT article_id) AS article_count,
       min(published_date) AS first_date, max(published_date) AS last_date
FROM statements WHERE polarity = 'affirmed'
GROUP BY ALL ORDER BY statement_count DESC;
COMMENT ON VIEW statements_by_speaker IS 'what each speaker does by speaking, and how often; unresolved speakers by their kind in brackets';

CREATE OR REPLACE VIEW accusations AS
SELECT unnest(CASE WHEN len(speaker_country) > 0 THEN list_distinct(speaker_country) ELSE ['?'] END) AS accuser_country, target_country,
       statement_id, article_id, published_date, speaker_name, target_name, speech_act, content_text
FROM (SELECT * EXCLUDE (target_country),
             unnest(CASE WHEN len(target_country) > 0 THEN list_distinct(target_country) ELSE ['?'] END) AS target_country
      FROM statements
      WHERE speech_act IN ('accuse', 'blame', 'condemn') AND polarity = 'affirmed');
COMMENT ON VIEW accusations IS 'statements that accuse, blame or condemn, a row for each pair of countries; ? where a country is unknown';

CREATE OR REPLACE VIEW who_accuses_whom AS
SELECT accuser_country, target_country, count(*) AS statement_count,
       count(DISTINCT article_id) AS article_count, min(published_date) AS first_date, max(published_date) AS last_date
FROM accusations
GROUP BY ALL ORDER BY statement_count DESC;
COMMENT ON VIEW who_accuses_whom IS 'accusations by country of speaker and of target; PIVOT who_accuses_whom ON target_country USING sum(statement_count) makes it a matrix';

CREATE OR REPLACE VIEW contested_versions AS
SELECT event_id, event_type, date_start, date_end, place_name, place_country,
       version.claimant_name AS claimant_name, version.claimant_country AS claimant_country,
       version.actor_country AS actor_country, version.recipient_country AS recipient_country,
       version.direction AS direction, version.mention_count AS mention_count
FROM (SELECT *, unnest(versions) AS version FROM events WHERE is_disputed)
ORDER BY date_start, event_id, mention_count DESC, claimant_name;
COMMENT ON VIEW contested_versions IS 'events on which parties contradict each other, a row for each version and who asserts it (null: an article itself)';

CREATE OR REPLACE VIEW contested_events AS FROM (
SELECT events.event_id, events.event_type, events.date_start, events.place_name, claims.party,
       CASE WHEN regexp_full_match(claims.party, '[A-Z]{3}') THEN claims.party END AS party_country, claims.position,
       list_sort(list_distinct(flatten(list(claims.about_country)))) AS about_country,
       arg_min(claims.says, (-len(claims.mention_ids), claims.since_date, claims.says)) AS says,
       min(claims.since_date) AS since_date,
       list_sort(list_distinct(flatten(list(claims.statement_ids)))) AS statement_ids,
       list_sort(list_distinct(flatten(list(claims.mention_ids)))) AS mention_ids
FROM events JOIN claims USING (event_id)
WHERE events.is_disputed
GROUP BY ALL)
ORDER BY date_start, event_id, party_country IS NULL, since_date, party, position;
COMMENT ON VIEW contested_events IS 'disputed events, a row for each party and position it takes, about whomever; party_country is null where a party speaks for no country and stands under its name, such parties come last';

CREATE OR REPLACE VIEW coverage_gaps AS
SELECT outlet, day_date, found_count, fetched_count, extracted_count, coded_count, outcomes
FROM coverage WHERE is_gap
ORDER BY day_date, outlet;
COMMENT ON VIEW coverage_gaps IS 'days on which an outlet gave fewer articles than expected, and what became of the attempts';

CREATE OR REPLACE VIEW event_evidence AS
SELECT events.event_id, mentions.mention_id, articles.outlet, articles.url, articles.title, articles.published_at,
       mentions.claimant_name, mentions.claimant_country, mentions.claim_status, mentions.modality,
       mentions.sentence_number, mentions.sentence_span, mentions.trigger_text, mentions.trigger_span,
       statements.statement_id, statements.content_text, statements.content_spans, mentions.text_sha256
FROM (SELECT event_id, unnest(mention_ids) AS mention_id FROM events) AS events
JOIN mentions USING (mention_id)
JOIN articles USING (article_id)
LEFT JOIN statements ON statements.statement_id = mentions.statement_id
ORDER BY events.event_id, articles.published_at, mentions.mention_id;
COMMENT ON VIEW event_evidence IS 'every mention of an event: outlet, address, claimant, and where in the article it stands';

CREATE OR REPLACE VIEW casualty_ranges AS
SELECT events.event_id, casualties.outcome, casualties.side_country,
       coalesce(casualties.claimant_name, '(the article)') AS claimant_name, casualties.claimant_country,
       min(casualties.low_count) AS low_count, max(casualties.high_count) AS high_count,
       bool_or(casualties.high_count IS NULL) AS is_open, count(*) AS count_count,
       max(casualties.as_of_date) AS last_as_of_date
FROM (SELECT event_id, unnest(mention_ids) AS mention_id FROM events) AS events
JOIN casualties USING (mention_id)
GROUP BY ALL ORDER BY ALL;
COMMENT ON VIEW casualty_ranges IS 'casualties of an event as ranges, by outcome, side and claimant; is_open: someone gave no upper bound';

CREATE OR REPLACE VIEW copied_stories AS
SELECT story_id, min_by(outlet, published) AS first_outlet, min_by(url, published) AS first_url,
       min(published) AS first_published_at, count(DISTINCT canonical_url) AS article_count,
       list(DISTINCT outlet ORDER BY outlet) AS outlets
FROM (SELECT *, coalesce(published_at, fetched_at) AS published FROM articles WHERE version IS NOT NULL AND story_id IS NOT NULL)
GROUP BY story_id HAVING count(DISTINCT canonical_url) > 1
ORDER BY first_published_at, story_id;
COMMENT ON VIEW copied_stories IS 'texts printed under several addresses, with the outlet that published first';

CREATE OR REPLACE VIEW withdrawn_articles AS
SELECT articles.outlet, articles.url, articles.title, articles.published_at, articles.withdrawn_at, articles.withdrawn_how,
       fetches.fetched_at AS seen_at, fetches.status, fetches.final_url, articles.article_id
FROM articles JOIN fetches ON fetches.fetch_id = articles.withdrawn_fetch_id
ORDER BY articles.withdrawn_at, articles.url;
COMMENT ON VIEW withdrawn_articles IS 'articles that their outlets took back, with the answer that shows it; their rows stay, but speak no more';
