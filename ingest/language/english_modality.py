"""English words around a verb that change what it states: plans, doubts, negations, subordinate clauses; as regular expressions."""

PLANNED = (
    r"(?:will|would|shall|should|must|can|['’]ll)|(?:set|due|expected|scheduled|slated|poised|about|likely|going|ready|plans?|planned|planning|hopes?"
    r"|hoping|wants?|aims?|intends?|agreed|vowed|pledged|promised|preparing|threatened|recommended|urged|asked|tried|trying) (?:\w+ ){0,3}to"
    r"|propos\w+|upcoming|potential|possible|recommend\w*|threat(?:ens?|ened)?"
)
"""Words before a verb that say that something is only expected."""

UNDECIDED = (
    r"whether|if|uncertain|not certain|not (?:a )?sure|unclear|undecided|unknown|may|might|could|consider\w*|weigh\w*|decide|debat\w+"
    r"|disput\w+|doubts?|don['’]t know"
)
"""Words before a verb that say that it is open whether something happens."""

NEGATED = (
    r"not|never|no|n['’]t|cannot|without|neither|nor|nobody|none|(?:yet|refus\w+|fail\w*|declin\w+|unable)(?: to\b|$)"
    r"|den(?:y|ies|ied)|ruled? out|stopped short of|zero"
)
"""Words before a verb that negate it."""

NOT_ASSERTED = (
    r"to$|\b(?:to|by|of|for|from) (?:mak|keep|hav|be|becom|allow)\w*(?: [\w’'-]+){0,4}$"
    r"|\b(?:mak|keep|allow)ing(?: [\w’'-]+){0,4}$|\b(?:for|of|from)$"
)
"""Words right before a verb after which it states nothing by itself: "a bill to ban", "for banning"."""

SUBORDINATE = r"after|following|despite|amid|before|since|because|as|while"
"""Words that open a clause about something else than the main statement."""
