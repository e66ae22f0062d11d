"""Chinese: function words, question words, signs of answers."""

import re

from assistant.ingest.language.language import AnswerSigns, Language, QuestionWords
from assistant.ingest.language.locale_times import time_sign
from assistant.ingest.language.patterns import any_characters

# Without spaces, each of them divides a text. Single characters that are also parts of many words are therefore left out.
_FUNCTION_WORDS = """
    的 了 吗 呢 吧 是 在 和 与 及 或 被 把 谁 哪 哪里 哪儿 哪个 哪些 哪位 哪一 哪种 哪年 哪天 什么
    什么时候 什么样 为什么 为何 怎么 怎样 怎么样 如何 多少 几个 几 何时 何地 何处 是否 有没有 是不是 这 那
    这个 那个 这些 那些 他们 她们 它们 我们 你们 他 她 它 我 你 以及 并且 而且 但是 因为 所以 如果 虽然
    关于 对于 根据 由于 为了 一个 一种 之一 也 都 就 还 又 很 最 让 从 向 到 于 之 而 请问 有
    """

LANGUAGE = Language(
    tag="zh",
    function_words=frozenset(_FUNCTION_WORDS.split()),
    questions=QuestionWords(
        amount=any_characters(
            "多少 几(?:个|名|人|位|次|年|天|岁|家|座|种|倍|分|条|项|所|场|成) 多(?:大|高|长|远|久|重|深) 百分之几 比例是"
        ),
        time=any_characters(
            "什么时候 何时 哪(?:一)?(?:年|天|月|日) 几(?:月|号|点) 哪个(?:月|世纪|时期|年代) 什么(?:时间|时期|日期|年代) 多久"
        ),
        place=any_characters(
            "哪里 哪儿 何处 何地 哪(?:个|座|些)?(?:城市|国家|地方|地区|省|州|县|村|街|区) 什么地方 位于哪"
        ),
        person=any_characters("谁 哪位 哪(?:个|些|一位)人 什么人"),
        reason=any_characters("为什么 为何 为啥 什么原因 何以 怎么会"),
        other=any_characters("什么 哪 怎么 怎样 如何"),
        yes_no=any_characters("吗 是否 是不是 有没有 能不能 会不会 可不可以"),
        what_about=any_characters("^那么? 呢$"),
    ),
    signs=AnswerSigns(
        time=time_sign("zh"),
        amount=re.compile(
            r"\d|[一二三四五六七八九十百千万亿两半]+(?:个|名|人|位|次|年|天|岁|家|座|种|倍|条|项|所|场|成|元|米|公里|吨|万|亿|%)"
        ),
        reason=any_characters("因为 由于 因此 所以 以便 为了 导致 原因 缘故"),
    ),
    connectives="那|那么|但是|好的",
    opening_pronouns=any_characters("他 她 它 这 那 该 其 此"),
    negations=frozenset({"不", "没", "没有", "未", "无", "非", "并未"}),
    negative_words=frozenset({"无人", "从未"}),
)
