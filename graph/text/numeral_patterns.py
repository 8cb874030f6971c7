"""How numerals are written: what may be one, what is none, and the words that bound, multiply and measure it."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from graph.common.word_table import word_table
from graph.model.measures import measure_words, measures
from graph.text.numerals_en import MULTIPLIERS, PATTERN, SHARE
from graph.text.numerals_zh import FORMAL, FORMAL_DIGITS, NUMERAL, POINT

Bound = Literal["exact", "atLeast", "atMost", "about", "almost"]

SHORT = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}  # £3.2m
MONEY = "$€£¥￥"

BEFORE: dict[str, Bound] = {
    **dict.fromkeys(("不少于", "不低于", "至少", "超过", "超", "逾", "突破", "上", "过"), "atLeast"),
    **dict.fromkeys(("不超过", "不多于", "至多", "最多", "不足", "不到", "不满", "低于", "少于"), "atMost"),
    **dict.fromkeys(("近", "将近", "接近"), "almost"),
    **dict.fromkeys(("约", "大约", "大概", "差不多"), "about"),
    **dict.fromkeys(("over", "more than", "at least", "no fewer than", "no less than"), "atLeast"),
    **dict.fromkeys(("up to", "at most", "no more than", "fewer than", "less than"), "atMost"),
    **dict.fromkeys(("nearly", "almost", "close to", "just under"), "almost"),
    **dict.fromkeys(("about", "around", "approximately", "roughly", "some", "an estimated"), "about"),
    "in excess of": "atLeast",
    "as many as": "atMost",
}
# Where these end a longer word they do not bound the number: 最近, 预约, 通过.
NO_BOUND = re.compile(r"(?:[最附就临邻远亲靠]近|[预条合节签契特邀制]约|[以之马晚早]上|[通经路越]过)$")
AFTER: dict[str, Bound] = {
    **dict.fromkeys(("及以上", "以上", "开外", "or more", "+"), "atLeast"),
    **dict.fromkeys(("及以下", "以下", "以内"), "atMost"),
    **dict.fromkeys(("左右", "上下", "or so"), "about"),
}
MORE: dict[str, Bound] = {"余": "atLeast", "多": "atLeast", "几": "atLeast", "来": "about"}


def _any_of(words: Iterable[str]) -> str:
    """Return the words as a pattern, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: -len(word))))


_WORDS = dict(word_table("text/numeral_words.tsv", 1))
_NAMES, _IDLE = ([w for w, (use,) in _WORDS.items() if use == wanted] for wanted in ("name", "idle"))
# Numbers only by their looks: days with slashes, times of day, scores and proportions, telephone numbers, codes,
# 一户一策, a place by its name (五家渠, 七里河).
_ONES = "[一二两三四五六七八九十]{1,2}"
_CODE = (
    r"(?<![0-9A-Za-z.])(?:[0-9]{1,4}/[0-9]{1,4}(?:/[0-9]{1,4})?|[0-9]{1,4}:[0-9]{1,4}(?::[0-9]{2})?"
    r"|[0-9]{1,2}：[0-9]{1,2}(?![0-9]|[ ]?[人名户个件台家])|[0-9]{1,3}比[0-9]{1,3}|[0-9]{1,2}[·•][0-9]{1,2}"
    r"|\(?0[0-9]{2,3}\)?[-—– ][0-9]{7,8}|1[3-9][0-9]{9}(?![0-9.元人万亿余多])|[48]00-[0-9]{3,4}-[0-9]{3,4}"
    r"|[0-9]{1,4}(?:\.[0-9]{1,4}){2,6}|[0-9]{1,2}\.[0-9]{1,2}(?=[”\"]?(?:特?大?地震|事故|事件|讲话|案))"
    r"|0[0-9]{1,18}|[0-9]{3,6}(?=热线|急救|报警|接警|指挥中心|专线|平台)|120(?=救护)|119(?=消防)|110(?=民警))(?![0-9])"
    rf"|(?<=拨打)[0-9]{{3,12}}|{_ONES}比{_ONES}|一(?!{NUMERAL})[\u4e00-\u9fff]一(?!{NUMERAL})"
    rf"|{_ONES}(?:家(?=[渠庄屯堡湾洼沟坪])|道(?=[江沟口湾岭桥])|台(?=河)|里(?=[河店铺桥堡庄屯坪湾沟])|门(?=峡))"
)
_S = "[ \u00a0]?"
_GROUPED = (
    r"(?<![0-9][,，])[1-9][0-9]{0,2}(?:(?:,\n?[0-9]{3}){1,5}|(?:，\n?[0-9]{3}){1,5}|(?:['’][0-9]{3}){1,5})(?![0-9])"
    r"|(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3}){1,5}(?! ?[0-9])"
)
_ARABIC = rf"(?:(?:{_GROUPED}|[0-9]{{1,18}})(?:\.[0-9]{{1,18}})?(?![0-9])[½¼¾⅓⅔]?|[½¼¾⅓⅔])"
VULGAR = dict(
    zip("½¼¾⅓⅔", map(Decimal, ("0.5", "0.25", "0.75", "0.333333333333", "0.666666666667")), strict=True)
)
_RUN = f"{NUMERAL}{{1,18}}"
_TENTHS = "成(?![群立为功员长果交绩都品本套分就不])"
# What a numeral can begin with, looked at first: most characters of a text begin none.
_FIRST = "".join(sorted({word[0] for word in _WORDS} | set("0123456789(第几数半½¼¾⅓⅔" + FORMAL_DIGITS)))
TOKEN = re.compile(
    rf"(?=[A-Za-z{_FIRST}]|{NUMERAL})(?:(?P<ordinal>第{_S}(?:[0-9]{{1,18}}|{_RUN})|[0-9]{{1,4}}号(?=[楼院线馆门厅店]))"
    rf"|(?P<name>{_any_of(_NAMES)})|(?P<idle>{_any_of(_IDLE)})"
    r"|(?P<ratio>(?<![0-9A-Za-z/.])[1-9][0-9]?/[1-9][0-9]{0,2}(?![0-9/月日号年])(?=[\u4e00-\u9fff]|[ ]of[ ]))"
    rf"|(?P<code>{_CODE})"
    rf"|(?P<vague>[几数]{_RUN}(?:[上到至]{_RUN})?)"
    rf"|(?P<fraction>(?P<whole>{_RUN})分之(?P<above>{_ARABIC}|{_RUN}(?:{POINT})?))"
    rf"|(?P<tenths>(?:[1-9]|[一二两三四五六七八九]{{1,2}}){_TENTHS}(?:半|[一二三四五六七八九](?!{NUMERAL}))?)"
    r"|(?P<middle>一半|半数)"
    rf"|(?<![A-Za-z0-9])(?<![A-Za-z]-)(?<![0-9][.])(?P<arabic>{_ARABIC})(?!G(?![A-Za-z])|(?:st|nd|rd|th)(?![a-z]))"
    rf"|(?P<parted>{SHARE})|(?P<english>{PATTERN})"
    rf"|(?P<formal>{FORMAL})"
    rf"|(?P<decimal>{_RUN}{POINT})"
    rf"|(?P<chinese>{NUMERAL}{{1,40}}|半))"
)
# 3千瓦 is no 3000 瓦.
TAIL = re.compile(
    rf"{_S}(?P<more>[余多几])?(?:{_S}|\n(?=[万亿]))(?P<units>(?:[十百万亿]|千(?![克瓦米卡帕伏])){{1,3}})(?!分[点之])"
    rf"(?P<next>[0-9]{{1,4}}(?=[余多]?[百千万])|[0-9]{{3,8}}(?![0-9]))?"
    r"(?P<tenth>(?<=[万亿])[1-9](?![0-9.]| ?[百千万年月日号点时至到~-]))?"
)
CHINESE_TAIL = re.compile("(?P<more>[余多几])(?P<units>[万亿]{1,2})")
WORD_TAIL = re.compile(rf"[ -]?({_any_of(MULTIPLIERS)})(?![A-Za-z])", re.IGNORECASE)
# 1.2m is a length, but of money, and before what can be counted.
_NO_COUNTED = (
    "long|wide|high|deep|tall|thick|away|apart|below|above|from|of|in|at|to|and|by|on|is|was|has|across"
)
SHORT_TAIL = re.compile(
    r"(?:(?P<sure>k(?![\u4e00-\u9fff])|[mbt]n)|(?P<unsure>m|b))(?![A-Za-z0-9])"
    rf"(?P<counted>[ ](?:dollar|euro|pound|yuan|(?!(?:{_NO_COUNTED})[ ])(?:[a-z-]{{2,20}}[ ]){{0,2}}"
    r"(?:(?!metres|meters|its|this|was|has)[a-z]{2,20}s|people|children|men|women)(?![a-z])))?",
    re.IGNORECASE,
)
_LARGE = "|".join(MULTIPLIERS)
OF_LARGE = re.compile(rf"[ ]of[ ]an?[ ]({_LARGE})(?![A-Za-z])", re.IGNORECASE)
PERCENT = re.compile(r"[ -]per[ ]?cent(?![a-z])", re.IGNORECASE)
MORE_AFTER = re.compile(rf"{_S}([余多几来])(?!次)")
# English measure words follow what they count, and are read there.
_MEASURES = [word for word in measures() if not word.isascii() or word == "%"]
MEASURE = re.compile(rf"{_S}({_any_of(_MEASURES)}|(?:kg|km|cm|mm|ml|kWh?|MW)(?![A-Za-z]))")
TIME_AND_UNITS = measure_words("time", "mass", "length", "area", "volume")
# What a numeral without a digit may count: 千名, 上百户; but not 百家, 千层.
ROUND = measure_words("people", "household", "money", "mass", "area") | {"件"}
SHARES = measure_words("share")
BEFORE_END = re.compile(rf"({_any_of(BEFORE)})[有占为达]?{_S}(?:(?:US|HK|A|C)?[{MONEY}])?$", re.IGNORECASE)
AFTER_START = re.compile(rf"{_S}({_any_of(AFTER)})")
MORE_LATE = re.compile("[多余](?![次种为数是地个名元人家])")
HALF_PIECE = re.compile("个半(?![圆径球])")
SOME_MORE = re.compile("个多(?=月|小时|星期|钟头)")
HALF_BEHIND = re.compile("半(?![径岛夜数决导山空])")
# What joins the ends of a range, with the currency sign that may precede the upper one.
LINK = re.compile(rf" ?(?:[-–—－~～〜]{{1,2}}|[至到]|、| to | and ) ?(?:US|HK)?[{MONEY}]?")
NOTHING = re.compile("")
PEOPLE_AND_THINGS = measure_words("people", "thing", "household")
KIN = "他她你我咱们妻弟妹兄母父子女姐娘爷孙师徒口哥"
SECOND = "队组班部团处区期级类层号道所门村集栋幢"
NOT_AFTER = "第统唯逐同万单划归专"
