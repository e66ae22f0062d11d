"""English words of states that change: open and closed, banned and allowed, planned and cancelled."""

from assistant.ingest.language.states import StateWords

_OFFICE = (
    r"(?:president|governor|chief|chair\w*|ceo|mayor|minister|leader|director|head|speaker|king|queen|coach|secretary)"
)

STATES = (
    StateWords(
        name="planned",
        asks=r"planned|scheduled|in the works|on the (?:cards|agenda|calendar)|go(?:ing|es)? ahead",
        asks_end=r"cancel\w*|called off|postponed|scrapped",
        holds=(
            r"plan(?:s|ned|ning)?|schedul(?:e|es|ed|ing)|(?:set|due|expected|agreed|hopes?|preparing|slated|likely) to"
            r"|will|arrang\w+|to (?:meet|be held|take place|convene|begin|start|open)|upcoming|go(?:es|ing)? ahead"
        ),
        ended=r"cancel\w*|call(?:s|ed|ing)? off|postpon\w+|scrap(?:s|ped|ping)?|abandon\w*|put off",
    ),
    StateWords(
        name="open",
        asks=r"(?:re-?)?open(?:ed|ing)?|back open|in service|running|back in (?:service|operation)",
        asks_end=r"clos(?:ed|ing|e)|shut(?:ting)?(?: down)?",
        holds=r"(?:re-?)?open(?:s|ed|ing)?|in service|back in (?:service|operation)|resum\w+ (?:\w+ )?(?:service|operation)s?",
        ended=r"clos(?:e|es|ed|ing|ure)|shut(?:s|ting|tered)?(?: down)?|seal(?:ed|ing)? off|out of (?:service|use|action)|impassable",
    ),
    StateWords(
        name="banned",
        asks=r"bann?(?:ed|s)?|prohibit\w*|outlawed|illegal|forbidden|not allowed|suspended",
        asks_end=r"allowed|legal(?:i[sz]ed)?|permitted",
        holds=(
            r"bann?(?:s|ed|ing)?|prohibit\w*|outlaw\w*|illegal|forb[ai]d\w*|pulled from|suspend(?:s|ed)?"
            r"|no longer (?:available|sold|allowed|on sale)"
        ),
        ended=(
            r"lift(?:s|ed|ing)?|overturn\w*|unban\w*|back on sale|(?:now|again) available|available again"
            r"|made available|legal|legali[sz](?:e|es|ed|ing)|allow(?:s|ed)?|permit(?:s|ted)?|struck down"
            r"|unsuccessfully|(?:block|stay|paus|halt)(?:s|e|es|ed|ing)? (?:\w+ ){0,4}(?:ban|order|law)"
            r"|avoid(?:s|ed)? (?:\w+ ){0,3}ban"
        ),
        beginning=r"(?:or|could|would|will|may|might)(?: else)? face (?:\w+ ){0,3}ban|challeng(?:e|ed|ing)",
        topic=r"bans?|prohibitions?",
    ),
    StateWords(
        name="on strike",
        asks=r"(?:on )?strike|striking|walk(?:ed|ing)? (?:out|off)",
        asks_end=r"strike (?:over|ended|end|called off|averted)|back (?:at|to) work|call(?:ed)? off",
        holds=(
            r"on strike|striking|strike (?:began|begins|comes|started|continues|entered)|walk(?:ed|ing)? (?:out|off)"
            r"|went on strike|picket\w*|walkouts? (?:began|begins|started)|work stoppage (?:began|started)"
        ),
        ended=(
            r"end(?:s|ed|ing)? (?:the|their|a|its) (?:\w+ )?(?:strike|walkout)|back (?:at|to) work|call(?:ed|ing)? off"
            r"|return(?:ed|ing)? to work|tentative (?:deal|agreement)|strike (?:is over|ended|ends)"
        ),
        beginning=(
            r"threat(?:en\w*)?|strike (?:date|deadline|authori[sz]ation)|avert(?:s|ed|ing)?"
            r"|(?:set|preparing|plan(?:s|ning|ned)?|vot(?:e|ed)) (?:to|for|a) strike|if a strike"
        ),
        is_event=True,
    ),
    StateWords(
        name="over",
        asks=r"over(?= ?(?:$|\?|now|yet|already))|ended|finished|concluded|come to an end",
        asks_end=r"(?:still )?(?:going on|ongoing|under ?way|in progress)|continu(?:e|es|ing)|extended",
        holds=r"(?:is|are|was|were|be) over|end(?:s|ed)|finish(?:es|ed)|conclud\w+|c[ao]me to an end|expired?",
        ended=r"continu(?:e|es|ed|ing)|ongoing|going on|under ?way|in progress|extend(?:s|ed|ing)?|prolong\w*|resum\w+",
        is_event=True,
    ),
    StateWords(
        name="caught",
        asks=r"c(?:aught|ought|atch\w*)|captur\w+|arrest\w*|in custody|recaptured|apprehended",
        asks_end=r"on the run|at large|a fugitive",
        holds=r"caught|(?:re)?captur(?:e|ed|es|ing)|arrest(?:s|ed)|(?:in|into) custody|apprehend\w*|surrender(?:s|ed)?",
        ended=(
            r"on the run|at large|manhunt|fugitives?|remain(?:s|ed)? missing|(?:been|still) missing"
            r"|search(?:es|ed|ing)?|not been seen|looking for|whereabouts|on the loose|arrest warrant"
        ),
        is_event=True,
    ),
    StateWords(
        name="found",
        asks=r"found|located|rescued|accounted for",
        asks_end=r"(?:still )?missing|unaccounted",
        holds=r"(?:been|was|were) found|located|rescued|accounted for|recovered",
        ended=r"missing|unaccounted|search(?:es|ed|ing)?",
        is_event=True,
    ),
    StateWords(
        name="guilty",
        asks=r"(?:found )?guilty|convicted",
        asks_end=r"acquitted|cleared|not guilty",
        holds=r"(?:found )?guilty|convict(?:s|ed|ion)",
        ended=r"acquit\w*|not guilty|cleared|overturn\w*|vacat\w+|mistrial",
        beginning=r"trial (?:is )?(?:set|scheduled|begins?|starts?)|scheduled|on trial|awaiting trial|plead(?:ed|s)? guilty",
        is_event=True,
    ),
    StateWords(
        name="dismissed",
        asks=r"dr[ao]p(?:ped|ping)?|dismiss(?:ed)?|thr[eo]wn? out|throw out|withdrawn?",
        asks_end=r"go(?:ing)? ahead|proceed\w*",
        holds=r"dr[ao]p(?:s|ped|ping)?|dismiss(?:es|ed|al|ing)?|thr[eo]wn? out|withdr[ae]wn?|throw out",
        ended=r"refus(?:ed|es) to (?:drop|dismiss)|go(?:es|ing)? ahead|re-?fil(?:e|ed)",
        beginning=r"motion to dismiss|ask(?:ed|s)? (?:\w+ ){1,4}to dismiss",
        is_event=True,
    ),
    StateWords(
        name="signed",
        asks=r"sign(?:ed)?|become law",
        asks_end=r"veto(?:ed)?",
        holds=r"sign(?:s|ed)|signed (?:\w+ ){0,4}into law|bec[ao]me law",
        ended=r"veto(?:es|ed|ing)?|refus(?:es|ed) to sign",
        beginning=r"to sign|if (?:\w+ )?(?:signed|signs|chooses)|awaits? (?:\w+ ){0,3}signature|sent to",
        is_event=True,
    ),
    StateWords(
        name="passed",
        asks=r"approved?|pass(?:ed)?|adopt(?:ed)?|ratif(?:y|ied)|vot(?:e|ed) for|authori[sz]ed?",
        asks_end=r"reject(?:ed)?|vot(?:e|ed) down|fail(?:ed)?|block(?:ed)?",
        holds=(
            r"approv(?:es|ed|al)|pass(?:es|ed|age)|adopt(?:s|ed)|ratif\w+|enact\w*|authori[sz](?:es|ed|ation)"
            r"|signed off|(?:gets|got|received|won|gains) (?:\w+ ){0,5}(?:backing|endorsement|approval)"
            r"|voted (?:[\d–-]+ )?in favou?r"
        ),
        ended=(
            r"veto(?:es|ed|ing)?|reject(?:s|ed|ion)?|vot(?:e|ed) (?:down|against)|fail(?:s|ed)?|block(?:s|ed)?"
            r"|defeat\w*"
        ),
        beginning=(
            r"to (?:vote|approve|pass|adopt|consider)|if (?:\w+ )?(?:approved|passed|adopted)"
            r"|has not (?:voted|taken up|picked up)|has to pass"
        ),
        is_event=True,
    ),
    StateWords(
        name="confirmed",
        asks=r"confirm(?:ed)?|sworn in|appointed|elected|inaugurated",
        asks_end=r"rejected",
        holds=r"confirm(?:s|ed)|sworn in|appoint(?:s|ed)|inaugurated|took (?:the oath|office)|elected",
        ended=r"reject(?:s|ed)|withdr[ae]wn?",
        beginning=r"nomin(?:ee|ees|ated|ation)|poised to|(?:confirmation )?hearings?|to (?:vote|confirm)|president-elect",
        is_event=True,
    ),
    StateWords(
        name="in office",
        asks=(
            r"in (?:office|power|charge)"
            rf"|(?:still|already|now|remain\w*|the current) (?:the |an? )?(?:\w+ )?{_OFFICE}"
        ),
        asks_end=(
            r"resign(?:ed|ing)?|step(?:ped|ping)? (?:down|aside)|quit(?:ting)?|left office|ousted|fired|sacked"
            r"|leav(?:e|ing) (?:office|(?:his|her|the|their) (?:job|office|post|role|position))"
        ),
        holds=(
            r"remain(?:s|ed)?(?: in (?:office|power))?|stay(?:s|ed|ing)?(?: on| at| in)?|caretaker|serv(?:es|ing) as"
            rf"|current {_OFFICE}"
        ),
        ended=(
            r"resigned|step(?:s|ped) (?:down|aside)|quit(?:s)?|left office|oust(?:s|ed)|fired|sacked"
            rf"|former (?:\w+ )?{_OFFICE}"
            r"|succeeded|replaced"
            rf"|new (?:prime )?{_OFFICE}"
            r"|sworn in|took office"
        ),
        beginning=(
            r"(?:president|prime minister|governor|mayor)-elect|(?:will )?takes? office|will become"
            r"|will be sworn in|nominee"
        ),
        ending=(
            r"resign(?:s|ing|ation)?|step (?:down|aside)|quit|stepping (?:down|aside)|giving up|tak(?:e|es) effect"
            r"|will (?:leave|resign|step down|quit)|to (?:leave|resign|step down|quit)"
            r"|until (?:a|his|her|their|the) (?:\w+ )?(?:successor|replacement|leader)|would (?:leave|resign|step down)"
        ),
    ),
    StateWords(
        name="owned",
        asks=r"owns?|bought|acquired?|taken ?over",
        asks_end=r"backed out|terminated?",
        holds=r"owns?|owner of|bought|acquired|complet(?:es|ed|ing)|takeover|took (?:over|control)|taken over",
        ended=r"terminat\w+|back(?:ed|ing)? out|abandon\w*|walk(?:ed|ing)? away|blocked|sued?|called off",
        beginning=r"deal to (?:buy|acquire)|agreed to (?:buy|acquire|sell)|offer(?:ed)? to (?:buy|acquire)|bid",
        is_event=True,
    ),
    StateWords(
        name="met",
        asks=r"met|meet|held|tak(?:en|e) place|spoken|visited",
        asks_end=r"cancel\w*",
        holds=(
            r"met|held|took place|taken place|spoke(?:n)?|(?:had|held|during|his|her|their|a) talks? with"
            r"|(?:had|held|after|following) (?:\w+ )?meeting with|visited"
        ),
        ended=r"cancel\w*|call(?:ed|ing)? off|postpon\w+",
        beginning=(
            r"(?:set|due|expected|scheduled|plans?|planning) to (?:meet|hold|take place|visit)"
            r"|will (?:meet|hold|visit|be held|take place)|upcoming|anticipated"
        ),
        is_event=True,
    ),
    StateWords(
        name="launched",
        asks=r"la(?:u)?n(?:ch|s?h)(?:ed)?|lift(?:ed)? off|taken off|started|begun|landed|touch(?:ed)? down",
        asks_end=r"scrubbed|delayed",
        holds=r"launch(?:es|ed)|lift(?:s|ed) off|took off|blast(?:ed)? off|began|started|land(?:s|ed)|touch(?:ed|es) down",
        ended=r"scrub(?:s|bed)?",
        beginning=(
            r"delay\w*|postpon\w+|next (?:year|month|week)|later this (?:year|month|week)"
            r"|to (?:launch|land|lift off|start)|will (?:launch|land|lift off|start)"
        ),
        is_event=True,
    ),
    StateWords(
        name="restored",
        asks=(
            r"(?:power|electricity|water|internet|service) (?:is )?(?:back|on|restored)|back on|restored|back to normal"
            r"|power back"
        ),
        asks_end=r"without (?:power|electricity|water)|(?:still )?out|in the dark",
        holds=r"restor(?:ed|es)|back on|back to normal|near(?:ly)? normal|regained",
        ended=r"without (?:power|electricity|water)|outages?|in the dark|lost power|blackouts?|remain(?:s|ed)? without",
        beginning=(
            r"(?:to|should|will|could|would) (?:be|have|see|come) (?:\w+ ){0,4}(?:restored|back)"
            r"|(?:to|should|will|would) restore"
        ),
        is_event=True,
    ),
    StateWords(
        name="lifted",
        asks=r"lift(?:ed)?|repeal(?:ed)?|scrap(?:ped)?|abolish(?:ed)?|(?:got(?:ten)?|get) rid of|disband(?:ed)?|revoked?",
        holds=(
            r"lift(?:s|ed)|repeal(?:s|ed)|scrap(?:s|ped)|abolish(?:es|ed)|disband(?:s|ed)|struck down"
            r"|no longer in (?:effect|force)|revoked|shut down|rescinded"
        ),
        ended=(
            r"remain(?:s|ed)?(?: in)?|extend(?:s|ed|ing)?|still (?:in|stands|requires?)|in (?:effect|force|place)"
            r"|den(?:y|ies|ied)"
        ),
        beginning=r"(?:plans?|vot(?:e|ed)|moves?|moved) to|if (?:\w+ )?(?:repealed|revoked|passed)|repeal|revoke",
        is_event=True,
    ),
    StateWords(
        name="permanent",
        asks=r"permanent",
        holds=r"permanent(?:ly)?",
        ended=r"stalled|failed|expired?",
        beginning=(
            r"(?:bill|legislation|proposal|plan)s? (?:\w+ ){0,3}(?:to make|making)"
            r"|has not (?:passed|voted|acted|taken|picked)|still has to"
        ),
        is_event=True,
    ),
    StateWords(
        name="punished",
        asks=r"fined|sentenced|jailed|charged|indicted|punished|held in contempt|sanctioned|put to death|executed",
        asks_end=r"(?:freed|released)|pardoned",
        holds=(
            r"fine[ds]|sentenc(?:ed|es)|jailed|charged|indict(?:s|ed|ment)|in contempt|sanction(?:s|ed)|put to death"
            r"|executed|ordered to pay"
        ),
        ended=(
            r"freed|(?:be|been|was|were|is) released|pardon(?:s|ed)|spared|injunction|stay of execution|called off"
            r"|halt(?:s|ed)"
        ),
        beginning=(
            r"whether (?:to|he|she|they|\w+) (?:punish|fine|sentence|jail|charge|execute|should|be)"
            r"|(?:ask|urg)(?:s|e|es|ed) (?:\w+ ){1,6}to (?:fine|sentence|jail|punish|hold)"
            r"|faces? (?:up to|charges|a (?:fine|sentence)|trial)"
        ),
        is_event=True,
    ),
    StateWords(
        name="on trial",
        asks=r"stand trial|on trial|go(?:ing)? (?:to|on) trial|face trial|tried",
        asks_end=r"avoid(?:ed)? (?:a )?trial",
        holds=(
            r"(?:goes|go|going|went|coming|headed) (?:to|on) trial"
            r"|trial (?:begins|began|opens|opened|starts|started|is set)|on trial|stands? trial|jury selection"
        ),
        ended=(
            r"plea (?:deal|agreement|bargain)|diversion|pretrial|avoid\w*|dismiss\w*|plead(?:ed|s)? guilty"
            r"|agreed to plead"
        ),
    ),
    StateWords(
        name="in treatment",
        asks=r"on (?:a |the )?ventilat[oe]r|in (?:the )?(?:hospital|intensive care|a coma)|on life support",
        asks_end=r"out of (?:the )?hospital|recovered|released from (?:the )?hospital|discharged",
        holds=r"on (?:a |the )?ventilator|in (?:the |a )?(?:hospital|intensive care|coma)|on life support|hospitali[sz]ed",
        ended=r"off (?:a |the |of (?:a|the) )?ventilator|out of (?:the )?hospital|recovered|discharged|released from",
    ),
    StateWords(
        name="playing",
        asks=r"play|compete|race|take part|fit|available to play",
        asks_end=r"withdrawn?|pull(?:ed)? out",
        holds=(
            r"will play|plan(?:s|ning)? to play|(?:fit|cleared|ready|healthy)(?: enough)? to play|will compete"
            r"|will take part"
        ),
        ended=r"withdr[ae]wn?|withdraw|pull(?:s|ed|ing)? out|ruled out|will miss|will not play|won['’]t play",
    ),
    StateWords(
        name="dead",
        asks=r"dead",
        asks_end=r"alive",
        holds=r"died|dies|dead|killed|death of",
        ended=r"alive|surviv\w+|recover\w+",
        is_event=True,
    ),
    StateWords(
        name="available",
        asks=r"available|(?:can|may) (?:\w+ ){1,3}(?:buy|get)|buy|apply|eligible|drink|safe",
        asks_end=r"recalled|sold out|unavailable",
        holds=(
            r"(?:now|are|is|be) (?:eligible|available|authori[sz]ed|safe)|approved|authori[sz]ed"
            r"|can (?:now )?(?:apply|buy|get|drink|purchase)|signed off|continues? to accept|lifted"
        ),
        ended=(
            r"(?:no|not|n['’]t) (?:\w+ ){0,3}(?:authori[sz]ed|available|approved|eligible)|unavailable"
            r"|stop(?:ped|s)? (?:taking|accepting|selling)|frozen|blocked|on hold|recall(?:ed|s)?|boil"
        ),
        beginning=(
            r"do(?:es)? not yet|final decision|could be (?:authori[sz]ed|approved)|as early as|delay\w*|recommend\w*"
            r"|if approved"
        ),
        is_event=True,
    ),
    StateWords(
        name="required",
        asks=r"(?:still )?(?:have|has|need) to|required|mandatory|must|in (?:effect|force)|mandate|necessary",
        asks_end=r"optional",
        holds=(
            r"requir(?:e|es|ed|ing)|mandat(?:e|es|ed|ory)|must|in (?:effect|force)|(?:remains?|still) in place"
            r"|extend(?:s|ed|ing)?"
        ),
        ended=(
            r"lift(?:s|ed|ing)?|drop(?:s|ped|ping)?"
            r"|no longer (?:\w+ )?(?:required|in effect|needed|necessary|ha[vs]e? to|mandatory)|struck down|optional"
            r"|end(?:s|ed)|expired?|scrap(?:s|ped)?|repeal\w*|revok\w+|rescind\w*|not required"
        ),
        topic=r"mandates?",
    ),
)
"""The kinds of states, the more specific before the less specific."""

UNSPECIFIC_STATES = frozenset({"required", "available", "playing", "met"})
"""States whose words also occur in questions for other states: "does he have to resign?"."""
