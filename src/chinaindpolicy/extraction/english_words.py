"""English words by their part in a claim: verbs of values, light words, owners."""

from __future__ import annotations

VERBS = frozenset((
    "hope", "hopes", "hoped", "believe", "believes", "believed", "say", "says", "said",
    "reach", "reaches", "reached", "reaching", "exceed", "exceeds", "exceeded", "exceeding",
    "surpass", "surpasses", "surpassed", "surpassing", "top", "topped", "topping", "total",
    "totals", "totaled", "totalled", "totaling", "totalling", "account", "accounts", "accounted",
    "accounting", "rise", "rises", "rose", "risen", "rising", "grow", "grows", "grew", "grown",
    "growing", "increase", "increases", "increased", "increasing", "fall", "falls", "fell",
    "fallen", "falling", "drop", "drops", "dropped", "dropping", "decline", "declines",
    "declined", "declining", "decrease", "decreases", "decreased", "decreasing", "reduce",
    "reduces", "reduced", "reducing", "cut", "cuts", "cutting", "raise", "raises", "raised",
    "raising", "improve", "improves", "improved", "improving", "keep", "keeps", "kept", "keeping",
    "maintain", "maintains", "maintained", "maintaining", "is", "are", "was", "were", "be",
    "been", "being", "has", "have", "had", "having", "hit", "hits", "hitting", "stand", "stands",
    "stood", "amount", "amounts", "amounted", "amounting", "come", "comes", "came", "coming",
    "climb", "climbed", "climbing", "expand", "expanded", "expanding", "jump", "jumped", "gain",
    "gained", "remain", "remains", "remained", "remaining", "achieve", "achieved", "achieving",
    "attain", "attained", "double", "doubled", "doubling", "triple", "tripled", "bring", "brings",
    "brought", "bringing", "lift", "lifted", "lower", "lowered", "lowering", "limit", "limited",
    "control", "controlled", "set", "sets", "setting", "plan", "plans", "planned", "ensure",
    "ensures", "ensured", "ensuring", "invest", "invests", "invested", "investing", "spend",
    "spent", "issue", "issues", "issued", "issuing", "attract", "attracts", "attracted",
    "attracting", "earmark", "earmarked", "arrange", "arranged", "allocate", "allocated", "build",
    "builds", "built", "building", "cultivate", "cultivates", "cultivated", "cultivating", "form",
    "forms", "formed", "forming", "create", "creates", "created", "creating", "add", "adds",
    "adding", "establish", "established", "establishing", "complete", "completes", "completed",
    "completing", "train", "trained", "promote", "promotes", "promoted", "promoting", "implement",
    "implemented", "implementing", "launch", "launched", "ship", "ships", "shipped", "produce",
    "produces", "produced", "producing", "sell", "sells", "sold", "selling", "generate",
    "generates", "generated", "generating", "contribute", "contributes", "contributed",
    "contributing", "cover", "covers", "covered", "covering", "benefit", "benefits", "benefited",
    "benefiting", "own", "owns", "owned", "see", "sees", "saw", "seeing", "post", "posted",
    "posting", "register", "registering", "log", "logged", "logging", "record", "recorded",
    "represent", "represents", "represented", "representing", "save", "saved", "saving",
    "require", "requires", "required", "aim", "aims", "aimed", "strive", "strives", "striving",
    "expect", "expects", "expected", "project", "projects", "projected", "proposes", "proposed",
    "propose", "calls", "targets", "targeted", "target", "targeting", "rank", "ranked", "ranking",
    "up", "down", "higher", "make", "makes", "made", "shrink", "shrank", "narrow", "narrowed",
    "widen", "widened", "slow", "slowed", "surge", "surged", "average", "averaged", "support",
    "supported", "develop", "developed", "construct", "constructed", "introduce", "introduced",
    "employ", "employed", "operate", "operated", "put", "install", "equals", "equaled",
    "equivalent", "envisages", "forecast", "forecasts", "consume", "consumes", "consumed",
    "accelerate", "accelerated", "strengthen", "missed", "miss", "find", "found", "drive",
    "drove", "lack", "lacks", "serve", "served", "boost", "boosted", "boosting", "trim",
    "trimmed", "stabilize", "steer", "decided", "approved", "adopt", "adopted", "held", "hold",
    "holds", "leave", "left", "take", "takes", "took", "go", "goes", "went", "need", "needs",
    "needed", "compared", "comparing", "meet", "meets", "met", "meeting", "use", "uses", "used",
    "apply", "applies", "applied", "pay", "pays", "paid", "earn", "earns", "earned",
))  # fmt: skip
"""Words that end a noun phrase, as they are used around values."""

ADJECTIVES = frozenset((
    "installed", "registered", "added", "surveyed", "designated", "combined", "related",
    "advanced", "fixed", "disposable", "planned", "projected", "cumulative", "growing",
    "operating", "budgeted", "listed", "lifted", "generated",
))  # fmt: skip
"""Forms of verbs that are part of a noun phrase before a noun."""

AMBIGUOUS = frozenset((
    "control", "plan", "plans", "target", "targets", "cover", "covers", "benefit", "benefits",
    "issue", "issues", "record", "form", "forms", "project", "projects", "cut", "cuts", "support",
    "limit", "rank", "average", "increase", "increases", "rise", "rises", "drop", "drops",
    "decline", "declines", "fall", "falls", "jump", "gain", "total", "totals", "ship", "ships",
    "hold", "leave", "take", "takes", "serve", "set", "sets", "top", "lack", "double", "triple",
    "launch", "forecast", "forecasts", "lower", "higher", "low", "register", "log", "drive",
    "boost", "trim",
))  # fmt: skip
"""Words of `VERBS` that are also nouns; they are verbs after "to", a modal or a pronoun."""

LIGHT = frozenset((
    "aside",
    "to", "by", "at", "of", "from", "for", "about", "around", "approximately", "nearly", "almost",
    "roughly", "over", "above", "below", "under", "up", "down", "a", "an", "the", "total", "some",
    "more", "less", "fewer", "than", "as", "much", "many", "further", "another", "only", "just",
    "average", "annual", "annually", "yearly", "each", "steadily", "rapidly", "respectively",
    "in", "on", "not", "no", "least", "most", "once", "will", "would", "shall", "should", "must",
    "may", "can", "could", "also", "now", "already", "sharply", "significantly", "slightly",
    "even", "still", "within", "between", "or", "historically", "year-on-year", "year", "on-year",
    "on-month", "quarter-on-quarter",
    "track", "and", "continue", "continued", "continues", "exactly",
    "rmb", "us$", "cny", "usd", "usd$", "level", "range", "overall", "additional", "cumulatively",
))  # fmt: skip
"""Words between a verb or noun and its value."""

STOPS = frozenset((
    "that", "which", "while", "whereas", "but", "when", "where", "if", "because", "since", "with",
    "by", "from", "during", "under", "than", "among", "between", "as", "through", "including",
    "such", "although", "though", "who", "whose", "after", "before", "until", "within", "without",
    "via", "despite", "amid", "thanks", "into", "onto", "reaching",
))  # fmt: skip
"""Words that a noun phrase does not go over, to the left."""

RIGHT_STOPS = frozenset((
    "with", "by", "from", "during", "under", "than", "among", "between", "as", "through",
    "including", "such", "to", "in", "at", "on", "will", "would", "shall", "should", "must",
    "may", "can", "could", "who", "which", "that", "while", "when", "where", "each",
    "into", "after", "before", "nationwide", "this", "last", "next", "within", "without", "is",
    "are", "was", "were", "has", "have", "had", "above", "over", "below", "respectively",
    "across", "throughout", "and", "annually", "yearly", "together",
))  # fmt: skip
"""Words that end the noun phrase after a count."""

OWNERS = frozenset((
    "which", "we", "it", "they", "i", "he", "she", "there", "this", "these", "those", "its",
    "their", "our", "all", "the", "country", "nation", "company", "group", "firm", "province",
    "city", "government", "ministry", "plan", "state", "municipality", "guideline", "region",
    "administration", "management", "report", "county", "district", "authorities", "bureau",
    "commission", "council", "china", "and", "then", "also", "previous", "last", "premier",
    "year", "years", "period", "time", "decade", "month", "months", "end",
))  # fmt: skip
"""Words that name who acts; a phrase of them alone names no indicator."""

CHANGES = frozenset((
    "increase", "rise", "growth", "drop", "decline", "reduction", "gain", "decrease", "fall",
    "jump", "surge", "rate", "average", "annual", "an", "a", "the", "total", "of", "year-on-year",
    "yearly", "further", "cumulative", "overall", "compound",
    "significant", "substantial", "slight", "sharp", "steady", "net", "real", "nominal", "target",
    "level", "figure", "value", "percentage", "proportion", "share", "ratio", "at",
))  # fmt: skip
"""Words for a change or share; a phrase of them alone names no indicator."""

DETERMINERS = frozenset((
    "the", "a", "an", "its", "their", "our", "this", "these", "those", "all", "each", "every",
    "some", "any", "both", "other", "another", "his", "her", "such", "of", "in", "for", "on",
    "with", "and", "or", "but", "while", "then", "also", "only", "about", "around", "over",
    "total", "year-end",
))  # fmt: skip
"""Words that a noun phrase does not begin with."""
