"""The closed lists of codes that columns may hold, each the field's standard terms where the field has any.

Event types, quad classes and sectors are PLOVER 2.0's (described in our own words in `transforms/codebook`); a list is
extended here and nowhere else, and what does not fit a list is a fault, not "other".
"""

EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
MODES = (
    "visit", "third-party", "multilateral", "phone",
    "withdraw", "release", "disarm", "ceasefire", "access", "resign",
    "assist", "change", "yield", "meet",
    "disapprove", "investigate", "allege",
    "restrict", "arrest", "relations", "expel", "territory", "violence",
    "demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize",
    "convict", "discontinue",
    "troops", "weapons", "police", "militia",
    "seize", "censor", "curfew", "martial-law", "deport", "withhold", "misinformation", "cyber",
    "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
    "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
)  # fmt: skip
CONTEXTS = (
    "military", "intelligence", "executive", "legislative", "election", "political_institutions", "pro_democracy",
    "pro_autocracy", "economic", "legal", "reparations", "human_rights", "rights_freedoms", "repression",
    "human_security", "gender", "lgbt", "religion_ethnicity", "inequality", "diplomatic", "territory", "peacekeeping",
    "health", "asylum", "migration", "disasters", "natural_resource", "environment", "technology", "terrorism", "cbrn",
    "cyber", "misinformation", "crime", "corruption", "illegal_drugs", "trafficking",
)  # fmt: skip
SECTORS = (
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK",
    "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
    "IGO", "NGO", "ISM", "IMG", "MNC",
)  # fmt: skip
DIRECTIONS = ("directed", "mutual", "undirected")
MODALITIES = ("actual", "future", "hypothetical", "negated", "historical")
CLAIM_STATUSES = ("reported", "claimed", "accused", "admitted", "confirmed", "denied")
CASUALTY_OUTCOMES = ("killed", "injured", "missing", "captured", "displaced")
POSITIONS = ("asserts", "denies", "blames", "confirms", "is_accused")

SPEECH_ACTS = (
    "assert", "accuse", "blame", "deny", "condemn", "criticise", "threaten", "warn", "demand", "call_for", "propose",
    "promise", "announce", "express_concern", "express_support", "praise", "thank", "apologise", "confirm", "reject",
    "agree", "ask", "decline_comment",
)  # fmt: skip
SPEAKER_KINDS = ("name", "title", "pronoun", "metonym", "organisation", "unnamed", "none")
SPEAKER_RESOLUTIONS = (
    "named", "apposition", "surname", "pronoun", "title", "metonym", "side", "group", "continued", "unresolved",
)  # fmt: skip
CUE_STANCES = ("neutral", "distancing", "endorsing")
FORMS = ("direct", "indirect", "mixed")
POLARITIES = ("affirmed", "negated")

DATE_PRECISIONS = ("minute", "day", "night", "week", "month", "season", "year", "range", "unknown")
DATE_RESOLUTIONS = ("explicit", "relative", "inherited", "none")
PLACE_PRECISIONS = ("point", "city", "admin2", "admin1", "country", "border", "area", "name_only", "unknown")
TERRITORY_STATUSES = ("undisputed", "disputed")

ARTICLE_KINDS = (
    "news", "live_blog", "live_post", "opinion", "paywalled", "index", "video", "press_release", "withdrawal_notice", "unknown",
)  # fmt: skip
WITHDRAWN_HOWS = ("gone", "not_found", "front_page", "notice")
ARTICLE_OUTCOMES = (
    "extracted", "same_text", "empty_body", "wrong_media_type", "undecodable", "no_text", "not_an_article", "timed_out", "crashed",
)  # fmt: skip
CODING_OUTCOMES = ("coded", "not_extracted", "unsupported_language", "kind_not_coded", "superseded", "failed")
FETCH_OUTCOMES = (
    "fetched", "not_modified", "not_found", "gone", "blocked", "rate_limited", "client_error", "server_error", "timeout",
    "unreachable", "tls_error", "protocol_error", "incomplete_body", "too_large", "too_many_redirects", "bad_encoding",
    "wrong_media_type", "empty_body", "invalid_url", "forbidden_address", "robots_disallowed", "robots_unreachable",
    "unreadable_file",
)  # fmt: skip
FETCH_PURPOSES = ("robots", "feed", "sitemap", "list", "article")
ROBOTS_VERDICTS = ("allowed", "disallowed", "unreachable", "not_asked")
PUBLISHED_HOWS = ("json-ld", "meta", "time", "feed", "url", "htmldate", "given")
STEPS = ("collect", "extract", "code", "resolve", "check", "publish")
CAUSES = ("source", "method", "correction", "retraction", "merge", "late")
