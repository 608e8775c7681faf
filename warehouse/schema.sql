-- Tables of Sayso, schema version 1.0. Written by `python -m warehouse.generate`.

CREATE TABLE "sources" (
    "outlet" VARCHAR NOT NULL,
    "title" VARCHAR NOT NULL,
    "country" VARCHAR NOT NULL,
    "language" VARCHAR NOT NULL,
    "homepage" VARCHAR NOT NULL,
    "feeds" VARCHAR[] NOT NULL,
    "sitemaps" VARCHAR[] NOT NULL,
    "delay_s" DOUBLE NOT NULL,
    "terms" VARCHAR,
    "min_articles_per_day" BIGINT,
    PRIMARY KEY ("outlet")
);
COMMENT ON TABLE "sources" IS 'one row is one outlet';
COMMENT ON COLUMN "sources"."outlet" IS 'short name of the outlet, as in the sources file';
COMMENT ON COLUMN "sources"."title" IS 'name of the outlet as it writes it';
COMMENT ON COLUMN "sources"."country" IS 'country of the outlet, ISO 3166 alpha-3 or PLOVER''s code (UNO, EUR, IGO)';
COMMENT ON COLUMN "sources"."language" IS 'main language, ISO 639-1';
COMMENT ON COLUMN "sources"."homepage" IS 'address of the front page';
COMMENT ON COLUMN "sources"."feeds" IS 'addresses of feeds';
COMMENT ON COLUMN "sources"."sitemaps" IS 'addresses of sitemaps';
COMMENT ON COLUMN "sources"."delay_s" IS 'least time between two requests to one host; unit s; range 0..';
COMMENT ON COLUMN "sources"."terms" IS 'what the outlet allows, in short, with an address';
COMMENT ON COLUMN "sources"."min_articles_per_day" IS 'fewer articles on a day count as a gap; range 0..';

CREATE TABLE "fetches" (
    "fetch_id" VARCHAR NOT NULL,
    "outlet" VARCHAR NOT NULL,
    "url" VARCHAR NOT NULL,
    "final_url" VARCHAR,
    "redirects" VARCHAR[] NOT NULL,
    "purpose" VARCHAR NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "status" BIGINT,
    "byte_count" BIGINT NOT NULL,
    "media_type" VARCHAR,
    "robots" VARCHAR NOT NULL,
    "attempt_count" BIGINT NOT NULL,
    "detail" VARCHAR,
    "item_count" BIGINT,
    "new_count" BIGINT,
    "poll_interval_s" DOUBLE,
    "etag" VARCHAR,
    "last_modified" VARCHAR,
    "elapsed_s" DOUBLE NOT NULL,
    "fetched_at" TIMESTAMPTZ NOT NULL,
    "page_sha256" VARCHAR,
    "listed_published_at" TIMESTAMPTZ,
    "listed_title" VARCHAR,
    PRIMARY KEY ("fetch_id")
);
COMMENT ON TABLE "fetches" IS 'one row is one attempt to get one URL';
COMMENT ON COLUMN "fetches"."fetch_id" IS 'digest of outlet, URL and time';
COMMENT ON COLUMN "fetches"."outlet" IS 'outlet on whose behalf it was fetched; found in sources';
COMMENT ON COLUMN "fetches"."url" IS 'address as asked for';
COMMENT ON COLUMN "fetches"."final_url" IS 'address after redirects';
COMMENT ON COLUMN "fetches"."redirects" IS 'addresses that led on to the next, in order; the last led to final_url';
COMMENT ON COLUMN "fetches"."purpose" IS 'what it was fetched as; one of robots, feed, sitemap, list, article';
COMMENT ON COLUMN "fetches"."outcome" IS 'what became of it; one of fetched, not_modified, not_found, gone, blocked, rate_limited, client_error, server_error, timeout, unreachable, tls_error, protocol_error, incomplete_body, too_large, too_many_redirects, bad_encoding, wrong_media_type, empty_body, invalid_url, forbidden_address, robots_disallowed, robots_unreachable, unreadable_file';
COMMENT ON COLUMN "fetches"."status" IS 'HTTP status; range 100..599';
COMMENT ON COLUMN "fetches"."byte_count" IS 'decoded bytes received; unit B; range 0..';
COMMENT ON COLUMN "fetches"."media_type" IS 'media type that the server stated';
COMMENT ON COLUMN "fetches"."robots" IS 'what robots.txt said of the address; one of allowed, disallowed, unreachable, not_asked';
COMMENT ON COLUMN "fetches"."attempt_count" IS 'tries, repeated ones included; range 0..';
COMMENT ON COLUMN "fetches"."detail" IS 'what went wrong, in words';
COMMENT ON COLUMN "fetches"."item_count" IS 'items that a feed, sitemap or list named; range 0..';
COMMENT ON COLUMN "fetches"."new_count" IS 'of these, not known before; range 0..';
COMMENT ON COLUMN "fetches"."poll_interval_s" IS 'time to wait before the next poll; unit s; range 0..';
COMMENT ON COLUMN "fetches"."etag" IS 'entity tag, for the next conditional request';
COMMENT ON COLUMN "fetches"."last_modified" IS 'Last-Modified header, verbatim';
COMMENT ON COLUMN "fetches"."elapsed_s" IS 'time from request to last byte; unit s; range 0..';
COMMENT ON COLUMN "fetches"."fetched_at" IS 'when the attempt began';
COMMENT ON COLUMN "fetches"."page_sha256" IS 'digest of the body; found in pages';
COMMENT ON COLUMN "fetches"."listed_published_at" IS 'publication time that the feed or sitemap gave';
COMMENT ON COLUMN "fetches"."listed_title" IS 'title that the feed or sitemap gave';

CREATE TABLE "pages" (
    "page_sha256" VARCHAR NOT NULL,
    "media_type" VARCHAR,
    "charset" VARCHAR,
    "byte_count" BIGINT NOT NULL,
    "archive_file" VARCHAR NOT NULL,
    "archive_offset" BIGINT NOT NULL,
    PRIMARY KEY ("page_sha256")
);
COMMENT ON TABLE "pages" IS 'one row is one distinct response body';
COMMENT ON COLUMN "pages"."page_sha256" IS 'digest of the decoded body';
COMMENT ON COLUMN "pages"."media_type" IS 'media type that the server stated';
COMMENT ON COLUMN "pages"."charset" IS 'charset that the server stated';
COMMENT ON COLUMN "pages"."byte_count" IS 'bytes of the decoded body; unit B; range 0..';
COMMENT ON COLUMN "pages"."archive_file" IS 'WARC file, relative to the archive';
COMMENT ON COLUMN "pages"."archive_offset" IS 'offset of the record in it; unit B; range 0..';

CREATE TABLE "articles" (
    "article_id" VARCHAR NOT NULL,
    "outlet" VARCHAR NOT NULL,
    "url" VARCHAR NOT NULL,
    "canonical_url" VARCHAR NOT NULL,
    "page_sha256" VARCHAR NOT NULL,
    "parent_url" VARCHAR,
    "version" BIGINT,
    "supersedes" VARCHAR,
    "is_latest" BOOLEAN NOT NULL,
    "title" VARCHAR,
    "authors" VARCHAR[] NOT NULL,
    "published_at" TIMESTAMPTZ,
    "published_zone" VARCHAR,
    "published_precision" VARCHAR,
    "published_how" VARCHAR,
    "modified_at" TIMESTAMPTZ,
    "fetched_at" TIMESTAMPTZ NOT NULL,
    "language" VARCHAR,
    "site" VARCHAR,
    "kind" VARCHAR NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "dateline" VARCHAR,
    "text" VARCHAR,
    "text_sha256" VARCHAR,
    "word_count" BIGINT NOT NULL,
    "story_id" VARCHAR,
    "withdrawn_at" TIMESTAMPTZ,
    "withdrawn_how" VARCHAR,
    "withdrawn_fetch_id" VARCHAR,
    PRIMARY KEY ("article_id")
);
COMMENT ON TABLE "articles" IS 'one row is one page at one URL as extracted: a version of an article, or the named reason why it is none';
COMMENT ON COLUMN "articles"."article_id" IS 'digest of URL and page digest';
COMMENT ON COLUMN "articles"."outlet" IS 'outlet it was read from; found in sources';
COMMENT ON COLUMN "articles"."url" IS 'address it was fetched from';
COMMENT ON COLUMN "articles"."canonical_url" IS 'the address that stands for all addresses of the article';
COMMENT ON COLUMN "articles"."page_sha256" IS 'the page it was extracted from; found in pages';
COMMENT ON COLUMN "articles"."parent_url" IS 'canonical address of the live blog that it is a post of';
COMMENT ON COLUMN "articles"."version" IS '1 for the first text at the canonical address; null: no version; range 1..';
COMMENT ON COLUMN "articles"."supersedes" IS 'article_id of the version before; found in articles';
COMMENT ON COLUMN "articles"."is_latest" IS 'whether it is the version that stands now';
COMMENT ON COLUMN "articles"."title" IS 'headline without the name of the site';
COMMENT ON COLUMN "articles"."authors" IS 'people named as authors';
COMMENT ON COLUMN "articles"."published_at" IS 'publication time';
COMMENT ON COLUMN "articles"."published_zone" IS 'offset from UTC that the page stated, as +04:00';
COMMENT ON COLUMN "articles"."published_precision" IS 'how fine the time is; one of minute, day';
COMMENT ON COLUMN "articles"."published_how" IS 'where the time was found; one of json-ld, meta, time, feed, url, htmldate, given';
COMMENT ON COLUMN "articles"."modified_at" IS 'time of the last change that the page states';
COMMENT ON COLUMN "articles"."fetched_at" IS 'when the page was first fetched';
COMMENT ON COLUMN "articles"."language" IS 'language of the text, ISO 639-1';
COMMENT ON COLUMN "articles"."site" IS 'name of the site as the page states it';
COMMENT ON COLUMN "articles"."kind" IS 'what sort of article; one of news, live_blog, live_post, opinion, paywalled, index, video, press_release, withdrawal_notice, unknown';
COMMENT ON COLUMN "articles"."outcome" IS 'what became of extraction; one of extracted, same_text, empty_body, wrong_media_type, undecodable, no_text, not_an_article, timed_out, crashed';
COMMENT ON COLUMN "articles"."dateline" IS 'place, day and agency that opened the text';
COMMENT ON COLUMN "articles"."text" IS 'article text, a paragraph a line; published only where the operator says so';
COMMENT ON COLUMN "articles"."text_sha256" IS 'digest of the text, to which all spans refer';
COMMENT ON COLUMN "articles"."word_count" IS 'words of the text; range 0..';
COMMENT ON COLUMN "articles"."story_id" IS 'shared by syndicated and near-duplicate copies';
COMMENT ON COLUMN "articles"."withdrawn_at" IS 'when the outlet was first seen to have taken it back';
COMMENT ON COLUMN "articles"."withdrawn_how" IS 'how that was seen (`transforms.withdrawals`); one of gone, not_found, front_page, notice';
COMMENT ON COLUMN "articles"."withdrawn_fetch_id" IS 'the fetch that shows it; found in fetches';

CREATE TABLE "extractions" (
    "article_id" VARCHAR NOT NULL,
    "method_version" VARCHAR NOT NULL,
    PRIMARY KEY ("article_id")
);
COMMENT ON TABLE "extractions" IS 'one row is one archived page of an address as extracted by one method';
COMMENT ON COLUMN "extractions"."article_id" IS 'the article row that the page gave';
COMMENT ON COLUMN "extractions"."method_version" IS 'version of code, codebook and model together';

CREATE TABLE "signatures" (
    "article_id" VARCHAR NOT NULL,
    "minhash" UINTEGER[] NOT NULL,
    PRIMARY KEY ("article_id")
);
COMMENT ON TABLE "signatures" IS 'one row is one article text as seen by the search for copies';
COMMENT ON COLUMN "signatures"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "signatures"."minhash" IS 'MinHash signature of the text''s word shingles (`transforms.stories`)';

CREATE TABLE "boilerplate" (
    "article_id" VARCHAR NOT NULL,
    "passage_number" BIGINT NOT NULL,
    "kind" VARCHAR NOT NULL,
    "text" VARCHAR NOT NULL,
    PRIMARY KEY ("article_id", "passage_number")
);
COMMENT ON TABLE "boilerplate" IS 'one row is one passage of a page that is not the article''s own text';
COMMENT ON COLUMN "boilerplate"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "boilerplate"."passage_number" IS 'order in the page; range 0..';
COMMENT ON COLUMN "boilerplate"."kind" IS 'what it is: headline, byline, photo credit, teaser ...';
COMMENT ON COLUMN "boilerplate"."text" IS 'the passage, verbatim';

CREATE TABLE "codings" (
    "article_id" VARCHAR NOT NULL,
    "method_version" VARCHAR NOT NULL,
    "outcome" VARCHAR NOT NULL,
    "reason" VARCHAR,
    "statement_count" BIGINT NOT NULL,
    "mention_count" BIGINT NOT NULL,
    PRIMARY KEY ("article_id")
);
COMMENT ON TABLE "codings" IS 'one row is one article version as coded by one method';
COMMENT ON COLUMN "codings"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "codings"."method_version" IS 'version of code, codebook and model together';
COMMENT ON COLUMN "codings"."outcome" IS 'what became of coding; one of coded, not_extracted, unsupported_language, kind_not_coded, superseded, failed';
COMMENT ON COLUMN "codings"."reason" IS 'the error, where coding failed';
COMMENT ON COLUMN "codings"."statement_count" IS 'statements found; range 0..';
COMMENT ON COLUMN "codings"."mention_count" IS 'mentions found; range 0..';

CREATE TABLE "statements" (
    "statement_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "published_date" DATE,
    "sentence_number" BIGINT NOT NULL,
    "paragraph_number" BIGINT NOT NULL,
    "sentence_span" STRUCT("start" INTEGER, "end" INTEGER) NOT NULL,
    "speaker_text" VARCHAR,
    "speaker_span" STRUCT("start" INTEGER, "end" INTEGER),
    "speaker_kind" VARCHAR NOT NULL,
    "speaker_name" VARCHAR,
    "speaker_actor_id" VARCHAR,
    "speaker_role" VARCHAR,
    "speaker_affiliation" VARCHAR,
    "speaker_country" VARCHAR[] NOT NULL,
    "speaker_resolution" VARCHAR NOT NULL,
    "speaker_confidence" DOUBLE NOT NULL,
    "reported_via" VARCHAR,
    "cue_text" VARCHAR,
    "cue_span" STRUCT("start" INTEGER, "end" INTEGER),
    "cue_lemma" VARCHAR,
    "cue_stance" VARCHAR NOT NULL,
    "content_text" VARCHAR[] NOT NULL,
    "content_spans" STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    "quoted_spans" STRUCT("start" INTEGER, "end" INTEGER)[] NOT NULL,
    "form" VARCHAR NOT NULL,
    "is_continued" BOOLEAN NOT NULL,
    "polarity" VARCHAR NOT NULL,
    "speech_act" VARCHAR NOT NULL,
    "target_text" VARCHAR,
    "target_span" STRUCT("start" INTEGER, "end" INTEGER),
    "target_name" VARCHAR,
    "target_actor_id" VARCHAR,
    "target_country" VARCHAR[] NOT NULL,
    "addressee_text" VARCHAR,
    "venue_text" VARCHAR,
    "mention_ids" VARCHAR[] NOT NULL,
    "rule" VARCHAR NOT NULL,
    "confidence" DOUBLE NOT NULL,
    "text_sha256" VARCHAR NOT NULL,
    PRIMARY KEY ("statement_id")
);
COMMENT ON TABLE "statements" IS 'one row is one attributed utterance in one article version';
COMMENT ON COLUMN "statements"."statement_id" IS 'digest of article and of the words of source, cue and content, with their order';
COMMENT ON COLUMN "statements"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "statements"."published_date" IS 'day the article was published, UTC';
COMMENT ON COLUMN "statements"."sentence_number" IS 'sentence of the cue, or of the content where there is no cue; range 0..';
COMMENT ON COLUMN "statements"."paragraph_number" IS 'paragraph of the same; range 0..';
COMMENT ON COLUMN "statements"."sentence_span" IS 'that sentence';
COMMENT ON COLUMN "statements"."speaker_text" IS 'the source as written';
COMMENT ON COLUMN "statements"."speaker_span" IS 'where it stands';
COMMENT ON COLUMN "statements"."speaker_kind" IS 'how the source is named; one of name, title, pronoun, metonym, organisation, unnamed, none';
COMMENT ON COLUMN "statements"."speaker_name" IS 'who it is, or how the text describes one without a name; null: not known';
COMMENT ON COLUMN "statements"."speaker_actor_id" IS 'the same in the actor dictionary';
COMMENT ON COLUMN "statements"."speaker_role" IS 'office or function';
COMMENT ON COLUMN "statements"."speaker_affiliation" IS 'organisation spoken for';
COMMENT ON COLUMN "statements"."speaker_country" IS 'countries spoken for, ISO 3166 alpha-3 or PLOVER''s code';
COMMENT ON COLUMN "statements"."speaker_resolution" IS 'how the speaker was resolved; one of named, apposition, surname, pronoun, title, metonym, side, group, continued, unresolved';
COMMENT ON COLUMN "statements"."speaker_confidence" IS 'how surely; range 0..1';
COMMENT ON COLUMN "statements"."reported_via" IS 'who passed it on: an agency, a paper, another speaker';
COMMENT ON COLUMN "statements"."cue_text" IS 'words that attribute';
COMMENT ON COLUMN "statements"."cue_span" IS 'where they stand';
COMMENT ON COLUMN "statements"."cue_lemma" IS 'lemma of the cue''s head';
COMMENT ON COLUMN "statements"."cue_stance" IS 'what the cue lets the reporter''s attitude show; one of neutral, distancing, endorsing';
COMMENT ON COLUMN "statements"."content_text" IS 'what is attributed, verbatim, a text a span';
COMMENT ON COLUMN "statements"."content_spans" IS 'where it stands; several where the cue interrupts';
COMMENT ON COLUMN "statements"."quoted_spans" IS 'parts within quotation marks, marks included';
COMMENT ON COLUMN "statements"."form" IS 'in the source''s words (direct), the reporter''s (indirect), or both; one of direct, indirect, mixed';
COMMENT ON COLUMN "statements"."is_continued" IS 'whether the content continues a statement before it without a cue of its own';
COMMENT ON COLUMN "statements"."polarity" IS 'negated: was not said; one of affirmed, negated';
COMMENT ON COLUMN "statements"."speech_act" IS 'what is done by saying it; one of assert, accuse, blame, deny, condemn, criticise, threaten, warn, demand, call_for, propose, promise, announce, express_concern, express_support, praise, thank, apologise, confirm, reject, agree, ask, decline_comment';
COMMENT ON COLUMN "statements"."target_text" IS 'whom or what the act is about, as written';
COMMENT ON COLUMN "statements"."target_span" IS 'where it stands';
COMMENT ON COLUMN "statements"."target_name" IS 'who that is';
COMMENT ON COLUMN "statements"."target_actor_id" IS 'the same in the actor dictionary';
COMMENT ON COLUMN "statements"."target_country" IS 'countries of the target';
COMMENT ON COLUMN "statements"."addressee_text" IS 'whom it was said to';
COMMENT ON COLUMN "statements"."venue_text" IS 'where or through what it was said';
COMMENT ON COLUMN "statements"."mention_ids" IS 'event mentions inside the content; found in mentions';
COMMENT ON COLUMN "statements"."rule" IS 'the rule that found it';
COMMENT ON COLUMN "statements"."confidence" IS 'confidence in cue and content; range 0..1';
COMMENT ON COLUMN "statements"."text_sha256" IS 'digest of the text the spans refer to';

CREATE TABLE "mentions" (
    "mention_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "published_date" DATE,
    "sentence_number" BIGINT NOT NULL,
    "sentence_span" STRUCT("start" INTEGER, "end" INTEGER) NOT NULL,
    "trigger_text" VARCHAR NOT NULL,
    "trigger_span" STRUCT("start" INTEGER, "end" INTEGER) NOT NULL,
    "event_type" VARCHAR NOT NULL,
    "mode" VARCHAR,
    "context" VARCHAR[] NOT NULL,
    "quad_class" BIGINT NOT NULL,
    "intensity" DOUBLE NOT NULL,
    "cameo_root" VARCHAR,
    "actors" STRUCT("text" VARCHAR, "span" STRUCT("start" INTEGER, "end" INTEGER), "name" VARCHAR, "actor_id" VARCHAR, "country" VARCHAR, "sector" VARCHAR)[] NOT NULL,
    "recipients" STRUCT("text" VARCHAR, "span" STRUCT("start" INTEGER, "end" INTEGER), "name" VARCHAR, "actor_id" VARCHAR, "country" VARCHAR, "sector" VARCHAR)[] NOT NULL,
    "direction" VARCHAR NOT NULL,
    "date_start" DATE,
    "date_end" DATE,
    "date_text" VARCHAR,
    "date_precision" VARCHAR NOT NULL,
    "date_resolution" VARCHAR NOT NULL,
    "place_text" VARCHAR,
    "place_span" STRUCT("start" INTEGER, "end" INTEGER),
    "place_name" VARCHAR,
    "other_places" VARCHAR[] NOT NULL,
    "geonames_id" BIGINT,
    "admin1" VARCHAR,
    "place_country" VARCHAR[] NOT NULL,
    "latitude" DOUBLE,
    "longitude" DOUBLE,
    "place_precision" VARCHAR NOT NULL,
    "territory_status" VARCHAR,
    "modality" VARCHAR NOT NULL,
    "modality_cue" VARCHAR,
    "claimant_name" VARCHAR,
    "claimant_actor_id" VARCHAR,
    "claimant_country" VARCHAR[] NOT NULL,
    "statement_id" VARCHAR,
    "claim_status" VARCHAR NOT NULL,
    "type_confidence" DOUBLE NOT NULL,
    "who_confidence" DOUBLE NOT NULL,
    "when_confidence" DOUBLE NOT NULL,
    "where_confidence" DOUBLE NOT NULL,
    "rule" VARCHAR NOT NULL,
    "text_sha256" VARCHAR NOT NULL,
    PRIMARY KEY ("mention_id")
);
COMMENT ON TABLE "mentions" IS 'one row is one event as asserted by one claimant in one article version';
COMMENT ON COLUMN "mentions"."mention_id" IS 'digest of article, claimant''s words, sentence and trigger, with their order';
COMMENT ON COLUMN "mentions"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "mentions"."published_date" IS 'day the article was published, UTC';
COMMENT ON COLUMN "mentions"."sentence_number" IS 'sentence of the trigger; range 0..';
COMMENT ON COLUMN "mentions"."sentence_span" IS 'that sentence';
COMMENT ON COLUMN "mentions"."trigger_text" IS 'words that name the event';
COMMENT ON COLUMN "mentions"."trigger_span" IS 'where they stand';
COMMENT ON COLUMN "mentions"."event_type" IS 'PLOVER 2.0 type; one of AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT';
COMMENT ON COLUMN "mentions"."mode" IS 'PLOVER mode: how; one of visit, third-party, multilateral, phone, withdraw, release, disarm, ceasefire, access, resign, assist, change, yield, meet, disapprove, investigate, allege, restrict, arrest, relations, expel, territory, violence, demo, riot, strike, hunger, boycott, obstruct, vandalize, convict, discontinue, troops, weapons, police, militia, seize, censor, curfew, martial-law, deport, withhold, misinformation, cyber, abduct, beat, torture, sexual, targeted, destroy, primitive, firearms, explosives, suicide-attack, aerial, drone, heavy-weapons, crowd-control, unconventional';
COMMENT ON COLUMN "mentions"."context" IS 'PLOVER contexts: about what; one of military, intelligence, executive, legislative, election, political_institutions, pro_democracy, pro_autocracy, economic, legal, reparations, human_rights, rights_freedoms, repression, human_security, gender, lgbt, religion_ethnicity, inequality, diplomatic, territory, peacekeeping, health, asylum, migration, disasters, natural_resource, environment, technology, terrorism, cbrn, cyber, misinformation, crime, corruption, illegal_drugs, trafficking';
COMMENT ON COLUMN "mentions"."quad_class" IS '1 verbal, 2 material cooperation, 3 verbal, 4 material conflict; range 1..4';
COMMENT ON COLUMN "mentions"."intensity" IS 'PLOVER score, conflict below zero; range -10..10';
COMMENT ON COLUMN "mentions"."cameo_root" IS 'CAMEO root by crosswalk, two digits';
COMMENT ON COLUMN "mentions"."actors" IS 'who did it: verbatim text and its span (null where implied), resolved name, actor_id, country, PLOVER sector';
COMMENT ON COLUMN "mentions"."recipients" IS 'to whom: verbatim text and its span (null where implied), resolved name, actor_id, country, PLOVER sector';
COMMENT ON COLUMN "mentions"."direction" IS 'directed; mutual; undirected: among the actors, nobody said who began; one of directed, mutual, undirected';
COMMENT ON COLUMN "mentions"."date_start" IS 'first day it may have happened on';
COMMENT ON COLUMN "mentions"."date_end" IS 'last day, inclusive';
COMMENT ON COLUMN "mentions"."date_text" IS 'the expression it was resolved from';
COMMENT ON COLUMN "mentions"."date_precision" IS 'how fine the expression is; one of minute, day, night, week, month, season, year, range, unknown';
COMMENT ON COLUMN "mentions"."date_resolution" IS 'how it was resolved; one of explicit, relative, inherited, none';
COMMENT ON COLUMN "mentions"."place_text" IS 'the place as written';
COMMENT ON COLUMN "mentions"."place_span" IS 'where it stands';
COMMENT ON COLUMN "mentions"."place_name" IS 'the place';
COMMENT ON COLUMN "mentions"."other_places" IS 'further places of the same happening';
COMMENT ON COLUMN "mentions"."geonames_id" IS 'GeoNames id; range 1..';
COMMENT ON COLUMN "mentions"."admin1" IS 'first-order division';
COMMENT ON COLUMN "mentions"."place_country" IS 'country of the place; both sides of a border';
COMMENT ON COLUMN "mentions"."latitude" IS 'WGS 84; unit deg; range -90..90';
COMMENT ON COLUMN "mentions"."longitude" IS 'WGS 84; unit deg; range -180..180';
COMMENT ON COLUMN "mentions"."place_precision" IS 'what the coordinates stand for; one of point, city, admin2, admin1, country, border, area, name_only, unknown';
COMMENT ON COLUMN "mentions"."territory_status" IS 'whether the place is disputed; one of undisputed, disputed';
COMMENT ON COLUMN "mentions"."modality" IS 'whether it is said to have happened; one of actual, future, hypothetical, negated, historical';
COMMENT ON COLUMN "mentions"."modality_cue" IS 'the words that say so';
COMMENT ON COLUMN "mentions"."claimant_name" IS 'who asserts it; null: the article itself';
COMMENT ON COLUMN "mentions"."claimant_actor_id" IS 'the same in the actor dictionary';
COMMENT ON COLUMN "mentions"."claimant_country" IS 'countries the claimant speaks for';
COMMENT ON COLUMN "mentions"."statement_id" IS 'the statement it stands in or is; found in statements';
COMMENT ON COLUMN "mentions"."claim_status" IS 'on whose authority; one of reported, claimed, accused, admitted, confirmed, denied';
COMMENT ON COLUMN "mentions"."type_confidence" IS 'confidence in type and mode; range 0..1';
COMMENT ON COLUMN "mentions"."who_confidence" IS 'confidence in actors and recipients; range 0..1';
COMMENT ON COLUMN "mentions"."when_confidence" IS 'confidence in the date; range 0..1';
COMMENT ON COLUMN "mentions"."where_confidence" IS 'confidence in the place; range 0..1';
COMMENT ON COLUMN "mentions"."rule" IS 'codebook entry that coded it';
COMMENT ON COLUMN "mentions"."text_sha256" IS 'digest of the text the spans refer to';

CREATE TABLE "casualties" (
    "casualty_id" VARCHAR NOT NULL,
    "mention_id" VARCHAR NOT NULL,
    "article_id" VARCHAR NOT NULL,
    "published_date" DATE,
    "outcome" VARCHAR NOT NULL,
    "group_text" VARCHAR,
    "side_country" VARCHAR[] NOT NULL,
    "side_sector" VARCHAR,
    "low_count" BIGINT,
    "best_count" BIGINT,
    "high_count" BIGINT,
    "number_text" VARCHAR,
    "number_span" STRUCT("start" INTEGER, "end" INTEGER),
    "modifier" VARCHAR,
    "claimant_name" VARCHAR,
    "claimant_country" VARCHAR[] NOT NULL,
    "statement_id" VARCHAR,
    "as_of_date" DATE,
    PRIMARY KEY ("casualty_id")
);
COMMENT ON TABLE "casualties" IS 'one row is one count of one group in one mention';
COMMENT ON COLUMN "casualties"."casualty_id" IS 'digest of mention, outcome and the number''s words, with their order';
COMMENT ON COLUMN "casualties"."mention_id" IS 'the mention; found in mentions';
COMMENT ON COLUMN "casualties"."article_id" IS 'the article version; found in articles';
COMMENT ON COLUMN "casualties"."published_date" IS 'day the article was published, UTC';
COMMENT ON COLUMN "casualties"."outcome" IS 'what became of them; one of killed, injured, missing, captured, displaced';
COMMENT ON COLUMN "casualties"."group_text" IS 'who they were, as written';
COMMENT ON COLUMN "casualties"."side_country" IS 'country they belong to';
COMMENT ON COLUMN "casualties"."side_sector" IS 'PLOVER sector they belong to; one of COP, GOV, JUD, LEG, MIL, PRM, PTY, REB, SPY, UAF, UNK, AGR, BUS, CRM, CVL, EDU, ELI, JRN, LAB, MED, REF, OPP, PRE, REL, SOC, IGO, NGO, ISM, IMG, MNC';
COMMENT ON COLUMN "casualties"."low_count" IS 'least number the words allow; range 0..';
COMMENT ON COLUMN "casualties"."best_count" IS 'the number written; range 0..';
COMMENT ON COLUMN "casualties"."high_count" IS 'greatest number the words allow; null: open; range 0..';
COMMENT ON COLUMN "casualties"."number_text" IS 'the number as written';
COMMENT ON COLUMN "casualties"."number_span" IS 'where it stands';
COMMENT ON COLUMN "casualties"."modifier" IS 'at least, about, more than ...';
COMMENT ON COLUMN "casualties"."claimant_name" IS 'who gives the number; null: the article itself';
COMMENT ON COLUMN "casualties"."claimant_country" IS 'countries the claimant speaks for';
COMMENT ON COLUMN "casualties"."statement_id" IS 'the statement that gives it; found in statements';
COMMENT ON COLUMN "casualties"."as_of_date" IS 'day the number refers to';

CREATE TABLE "events" (
    "event_id" VARCHAR NOT NULL,
    "event_type" VARCHAR NOT NULL,
    "mode" VARCHAR,
    "quad_class" BIGINT NOT NULL,
    "modality" VARCHAR NOT NULL,
    "date_start" DATE,
    "date_end" DATE,
    "date_precision" VARCHAR NOT NULL,
    "place_name" VARCHAR,
    "geonames_id" BIGINT,
    "place_country" VARCHAR[] NOT NULL,
    "latitude" DOUBLE,
    "longitude" DOUBLE,
    "place_precision" VARCHAR NOT NULL,
    "territory_status" VARCHAR,
    "parties" VARCHAR[] NOT NULL,
    "party_country" VARCHAR[] NOT NULL,
    "versions" STRUCT("claimant_name" VARCHAR, "claimant_country" VARCHAR[], "actor_country" VARCHAR[], "recipient_country" VARCHAR[], "direction" VARCHAR, "mention_count" BIGINT)[] NOT NULL,
    "is_disputed" BOOLEAN NOT NULL,
    "mention_ids" VARCHAR[] NOT NULL,
    "article_count" BIGINT NOT NULL,
    "independent_story_count" BIGINT NOT NULL,
    "killed_low" BIGINT,
    "killed_high" BIGINT,
    "injured_low" BIGINT,
    "injured_high" BIGINT,
    "first_seen_at" TIMESTAMPTZ NOT NULL,
    PRIMARY KEY ("event_id")
);
COMMENT ON TABLE "events" IS 'one row is one happening, resolved over articles';
COMMENT ON COLUMN "events"."event_id" IS 'digest of the earliest published mention';
COMMENT ON COLUMN "events"."event_type" IS 'PLOVER 2.0 type of most mentions; one of AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT';
COMMENT ON COLUMN "events"."mode" IS 'most specific mode on which mentions agree; one of visit, third-party, multilateral, phone, withdraw, release, disarm, ceasefire, access, resign, assist, change, yield, meet, disapprove, investigate, allege, restrict, arrest, relations, expel, territory, violence, demo, riot, strike, hunger, boycott, obstruct, vandalize, convict, discontinue, troops, weapons, police, militia, seize, censor, curfew, martial-law, deport, withhold, misinformation, cyber, abduct, beat, torture, sexual, targeted, destroy, primitive, firearms, explosives, suicide-attack, aerial, drone, heavy-weapons, crowd-control, unconventional';
COMMENT ON COLUMN "events"."quad_class" IS '1 verbal, 2 material cooperation, 3 verbal, 4 material conflict; range 1..4';
COMMENT ON COLUMN "events"."modality" IS 'whether it is said to have happened; one of actual, future, hypothetical, negated, historical';
COMMENT ON COLUMN "events"."date_start" IS 'first day it may have happened on';
COMMENT ON COLUMN "events"."date_end" IS 'last day, inclusive';
COMMENT ON COLUMN "events"."date_precision" IS 'how fine the best dated mention is; one of minute, day, night, week, month, season, year, range, unknown';
COMMENT ON COLUMN "events"."place_name" IS 'finest place on which mentions agree';
COMMENT ON COLUMN "events"."geonames_id" IS 'GeoNames id; range 1..';
COMMENT ON COLUMN "events"."place_country" IS 'country of the place; both sides of a border';
COMMENT ON COLUMN "events"."latitude" IS 'WGS 84; unit deg; range -90..90';
COMMENT ON COLUMN "events"."longitude" IS 'WGS 84; unit deg; range -180..180';
COMMENT ON COLUMN "events"."place_precision" IS 'what the coordinates stand for; one of point, city, admin2, admin1, country, border, area, name_only, unknown';
COMMENT ON COLUMN "events"."territory_status" IS 'whether the place is disputed; one of undisputed, disputed';
COMMENT ON COLUMN "events"."parties" IS 'names of all who take part, on whatever side';
COMMENT ON COLUMN "events"."party_country" IS 'their countries';
COMMENT ON COLUMN "events"."versions" IS 'who asserts which direction; none is picked';
COMMENT ON COLUMN "events"."is_disputed" IS 'whether versions contradict each other or a party denies its own';
COMMENT ON COLUMN "events"."mention_ids" IS 'all mentions; found in mentions';
COMMENT ON COLUMN "events"."article_count" IS 'articles that mention it; range 1..';
COMMENT ON COLUMN "events"."independent_story_count" IS 'of these, not copies of each other; range 1..';
COMMENT ON COLUMN "events"."killed_low" IS 'least of the numbers given; range 0..';
COMMENT ON COLUMN "events"."killed_high" IS 'greatest of the numbers given; range 0..';
COMMENT ON COLUMN "events"."injured_low" IS 'least of the numbers given; range 0..';
COMMENT ON COLUMN "events"."injured_high" IS 'greatest of the numbers given; range 0..';
COMMENT ON COLUMN "events"."first_seen_at" IS 'when the first article that mentions it was fetched';

CREATE TABLE "claims" (
    "claim_id" VARCHAR NOT NULL,
    "event_id" VARCHAR NOT NULL,
    "party" VARCHAR NOT NULL,
    "position" VARCHAR NOT NULL,
    "about_country" VARCHAR[] NOT NULL,
    "says" VARCHAR NOT NULL,
    "statement_ids" VARCHAR[] NOT NULL,
    "mention_ids" VARCHAR[] NOT NULL,
    "since_date" DATE,
    PRIMARY KEY ("claim_id")
);
COMMENT ON TABLE "claims" IS 'one row is one party''s position on one event';
COMMENT ON COLUMN "claims"."claim_id" IS 'digest of event, party, position and whom it is about';
COMMENT ON COLUMN "claims"."event_id" IS 'the event; found in events';
COMMENT ON COLUMN "claims"."party" IS 'country code of the party, or its name where it has no country';
COMMENT ON COLUMN "claims"."position" IS 'what the party does about it; one of asserts, denies, blames, confirms, is_accused';
COMMENT ON COLUMN "claims"."about_country" IS 'whom the position is about';
COMMENT ON COLUMN "claims"."says" IS 'the position in a few words, built from the codes';
COMMENT ON COLUMN "claims"."statement_ids" IS 'statements that take it; found in statements';
COMMENT ON COLUMN "claims"."mention_ids" IS 'mentions that take it; found in mentions';
COMMENT ON COLUMN "claims"."since_date" IS 'day the position was first published';

CREATE TABLE "coverage" (
    "outlet" VARCHAR NOT NULL,
    "day_date" DATE NOT NULL,
    "found_count" BIGINT NOT NULL,
    "fetched_count" BIGINT NOT NULL,
    "extracted_count" BIGINT NOT NULL,
    "undated_count" BIGINT NOT NULL,
    "coded_count" BIGINT NOT NULL,
    "outcomes" STRUCT("step" VARCHAR, "outcome" VARCHAR, "count" BIGINT)[] NOT NULL,
    "is_gap" BOOLEAN NOT NULL,
    "languages" VARCHAR[] NOT NULL,
    PRIMARY KEY ("outlet", "day_date")
);
COMMENT ON TABLE "coverage" IS 'one row is one outlet and day';
COMMENT ON COLUMN "coverage"."outlet" IS 'the outlet; found in sources';
COMMENT ON COLUMN "coverage"."day_date" IS 'day of the attempts, UTC';
COMMENT ON COLUMN "coverage"."found_count" IS 'article addresses tried that day; range 0..';
COMMENT ON COLUMN "coverage"."fetched_count" IS 'of these, answered with a page or unchanged; range 0..';
COMMENT ON COLUMN "coverage"."extracted_count" IS 'article versions extracted; range 0..';
COMMENT ON COLUMN "coverage"."undated_count" IS 'of the versions extracted, those without a day of publication; range 0..';
COMMENT ON COLUMN "coverage"."coded_count" IS 'article versions coded; range 0..';
COMMENT ON COLUMN "coverage"."outcomes" IS 'every outcome of every step that day, with its count';
COMMENT ON COLUMN "coverage"."is_gap" IS 'whether fewer articles came than the outlet is expected to publish';
COMMENT ON COLUMN "coverage"."languages" IS 'languages of the articles extracted';

CREATE TABLE "corrections" (
    "correction_id" VARCHAR NOT NULL,
    "table_name" VARCHAR NOT NULL,
    "row_id" VARCHAR NOT NULL,
    "column_name" VARCHAR NOT NULL,
    "was" VARCHAR NOT NULL,
    "becomes" VARCHAR NOT NULL,
    "reason" VARCHAR NOT NULL,
    "evidence" VARCHAR NOT NULL,
    "declared_date" DATE NOT NULL,
    PRIMARY KEY ("correction_id")
);
COMMENT ON TABLE "corrections" IS 'one row is one declared correction';
COMMENT ON COLUMN "corrections"."correction_id" IS 'name given in the corrections file';
COMMENT ON COLUMN "corrections"."table_name" IS 'table it applies to';
COMMENT ON COLUMN "corrections"."row_id" IS 'row it applies to';
COMMENT ON COLUMN "corrections"."column_name" IS 'column it sets';
COMMENT ON COLUMN "corrections"."was" IS 'guard: the value it must find, as JSON';
COMMENT ON COLUMN "corrections"."becomes" IS 'the value it sets, as JSON';
COMMENT ON COLUMN "corrections"."reason" IS 'why';
COMMENT ON COLUMN "corrections"."evidence" IS 'where that can be seen';
COMMENT ON COLUMN "corrections"."declared_date" IS 'when it was declared';

CREATE TABLE "retired_ids" (
    "table_name" VARCHAR NOT NULL,
    "retired_id" VARCHAR NOT NULL,
    "replaced_by" VARCHAR,
    "cause" VARCHAR NOT NULL,
    "retired_at" TIMESTAMPTZ NOT NULL,
    PRIMARY KEY ("table_name", "retired_id")
);
COMMENT ON TABLE "retired_ids" IS 'one row is one id that no longer is';
COMMENT ON COLUMN "retired_ids"."table_name" IS 'table it was a key of';
COMMENT ON COLUMN "retired_ids"."retired_id" IS 'the id';
COMMENT ON COLUMN "retired_ids"."replaced_by" IS 'the id that stands for it now';
COMMENT ON COLUMN "retired_ids"."cause" IS 'why it went; one of source, method, correction, retraction, merge, late';
COMMENT ON COLUMN "retired_ids"."retired_at" IS 'when it went';

CREATE TABLE "quarantine" (
    "table_name" VARCHAR NOT NULL,
    "row_id" VARCHAR NOT NULL,
    "rule" VARCHAR NOT NULL,
    "observed" VARCHAR,
    "quarantined_at" TIMESTAMPTZ NOT NULL,
    PRIMARY KEY ("table_name", "row_id", "rule")
);
COMMENT ON TABLE "quarantine" IS 'one row is one row set aside before publication, for one rule it broke';
COMMENT ON COLUMN "quarantine"."table_name" IS 'table of the row';
COMMENT ON COLUMN "quarantine"."row_id" IS 'key of the row';
COMMENT ON COLUMN "quarantine"."rule" IS 'rule it broke';
COMMENT ON COLUMN "quarantine"."observed" IS 'the value at fault';
COMMENT ON COLUMN "quarantine"."quarantined_at" IS 'when';

CREATE TABLE "steps" (
    "step" VARCHAR NOT NULL,
    "input_digest" VARCHAR NOT NULL,
    "finished_at" TIMESTAMPTZ NOT NULL,
    PRIMARY KEY ("step")
);
COMMENT ON TABLE "steps" IS 'one row is one step of the line as it was last completed';
COMMENT ON COLUMN "steps"."step" IS 'the step; one of collect, extract, code, resolve, check, publish';
COMMENT ON COLUMN "steps"."input_digest" IS 'digest of what it rested on; the same digest: nothing to do';
COMMENT ON COLUMN "steps"."finished_at" IS 'when it was completed';
