"""Names with a dot in them: Uyghur, Tibetan, Kazakh and foreign ones, whole, whatever the recogniser cuts of them."""

import re
from collections.abc import Iterator, Sequence

from graph.extract.draft import Token
from graph.extract.zh.lexicon import entry

DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅．.", "·"))
# The characters that such names are written with, but for 地, 和, 于, 可, 通 and others that mostly mean something.
_SOUNDS = (
    "阿艾爱埃安昂奥澳巴芭白拜班邦保鲍贝本比彼毕别宾滨波伯勃博布不卜才采查次措达妲大戴黛丹道德邓登狄迪蒂丁"
    "顿都杜多俄厄恩尔耳法凡范菲费芬丰冯弗福富嘎盖甘冈戈哥格葛根贡古瓜圭哈汗罕海汉杭豪赫黑亨洪侯胡华怀惠霍"
    "基吉季佳嘉贾坚江杰金津居君卡开凯坎康考科柯克肯孔库夸昆拉莱来赖兰郎朗劳勒雷蕾里理李丽利莉莲连良列林琳"
    "柳隆龙卢鲁露路伦罗洛吕马玛买迈麦曼满芒毛梅美门蒙孟米密苗敏明莫默姆木穆拿娜纳奈南内尼妮涅宁纽努诺欧帕"
    "潘庞佩彭皮平珀普齐奇恰乔切琴青丘曲屈央让热仁日荣茹儒瑞若肉萨塞赛桑瑟森沙莎珊尚绍舍申圣施什石史舒朔斯"
    "丝松苏索塔泰坦汤唐陶特滕提铁廷汀图土吐托瓦娃万旺威韦维卫伟魏温翁沃乌吾武西希锡夏香肖谢辛欣修雅亚延扬"
    "杨耶叶伊依易因英尤约扎泽则曾增詹珍卓孜兹宗祖逊甫合加珠且仓佐堆赤旦东力京谭恒山历治素玉宝占顺帝锋夫代"
    "色秀翰弥嫩桂姬娅邱芙芝蓓薇茜茨茵佛伽佑侬俾咖哲噶奎契宰岑帖廖彻悉捷摩撒敦昌晋柏楚泊渥滋瑙瑜盛礼缇耐聂"
    "荻莹菊萝蓬袁诗辉钦锦阔阮韩飞骆黎"
)
_PART = f"(?:[{_SOUNDS}]{{1,8}}|[A-Z])"
_NAME = re.compile(f"(?:[{_SOUNDS}]{{1,8}}-)?{_PART}(?:·{_PART}){{1,4}}")
_ENDS = re.compile(
    r"[向对等在为给把将从与和跟同及被由的也说是、，。！？；：,;:!?“”‘’\"'（）()《》家\s]|先生|女士|$"
)
_CERTAIN = 6  # characters, the dot included
_VERBS = "来拉买让开派加"  # alone they are verbs rather than sounds
_TRAILING = frozenset(("d", "c", "p", "u", "f", "r"))


def dotted_names(plain: str, words: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the dotted names in a text; ``words`` are the recogniser's.

    One of the words must be a person's name, or the whole is long: 5·12, 成都·拉萨 and 党建·扶贫 are none.
    """
    for match in _NAME.finditer(plain.translate(DOTS)):
        start, end = match.span()
        last = match[0].rindex("·") + start + 1
        inside = [word for word in words if word.start <= end and start <= word.end]
        people = [word for word in inside if word.tag == "PER"]
        if not any(word.start < end and start < word.end for word in people) and (
            end - start < _CERTAIN or any(word.tag in ("LOC", "ORG") for word in inside)
        ):
            continue
        start = min([start, *(word.start for word in people)])
        if not _ENDS.match(plain, end):
            end = max([end, *(word.end for word in people)])
            # What follows may have begun within the run: 史密斯|来到 is no name 史密斯来.
            for word in reversed(inside):
                says = entry(word.word) and (len(word.word) > 1 or word.word in _VERBS)
                if word.start <= last or not (word.end > end or word.tag in _TRAILING or says):
                    break
                end = word.start
        yield start, end
