"""Made-up reports as texts: sentences of our own with agents, places, days and numbers drawn by chance.

Usage: ``python -m benchmarks.texts REPORTS FOLDER [CHARACTERS] [SEED]``. The same numbers give the same bytes. About a
fifth of the paragraphs begin with a doing that another report told before.
"""

import random
import sys
from collections import deque
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

_FIRST_DAY = date(2020, 1, 20)
_DAYS = 200
_CITIES = (
    "武汉市", "黄石市", "十堰市", "宜昌市", "襄阳市", "鄂州市", "荆门市", "孝感市", "荆州市", "黄冈市", "咸宁市",
    "随州市", "长沙市", "岳阳市", "郑州市", "洛阳市", "合肥市", "南昌市", "九江市", "成都市",
)  # fmt: skip
_COUNTY = "青清白红云石金银龙凤松柳梅兰竹桂枫荷"
_COUNTY_END = ("河县", "山县", "湖区", "林区", "泉县", "岭区")
_STREET = ("东风", "解放", "和平", "建设", "人民", "滨江", "文昌", "南湖", "北门", "西园")
_BUREAUS = (
    "教育局", "民政局", "卫生健康局", "应急管理局", "交通运输局", "农业农村局", "水利局", "公安局", "市场监管局",
    "住建局", "总工会", "妇联", "红十字会", "疾控中心", "人民医院",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹"
_GIVEN = "建国志强秀英桂兰海燕丽华小明文静玉珍春梅国庆立军永平晓东雪峰"
_GOODS = (
    ("口罩", "只"), ("防护服", "套"), ("消毒液", "桶"), ("大米", "袋"), ("蔬菜", "吨"), ("药品", "箱"), ("棉被", "床"),
    ("帐篷", "顶"), ("图书", "册"), ("方便面", "箱"),
)  # fmt: skip
_PEOPLE = ("工作人员", "志愿者", "党员干部", "医护人员", "民警", "教师", "消防员")
_BOUND = ("", "", "", "近", "约")
_TITLES = (
    "{area}{bureau}为居民送去{goods}",
    "{area}组织{people}下沉社区",
    "{area}多个部门支援{street}街道",
    "{area}{bureau}连续奋战保民生",
)
_DEEDS = (
    "{day}，{unit}派出{n}名{people}，前往{place}开展排查。",
    "{day}，{unit}向{place}捐赠{goods}{bound}{big}{measure}。",
    "{day}，{unit}组织{n}名{people}，为{place}居民配送{goods}{big}{measure}。",
    "{day}，{unit}在{place}设立{n}个服务点，接待群众{big}余人次。",
    "{unit}印发通知，要求各社区登记返乡人员。{day}，{unit}对{place}的{n}个小区进行消毒。",
    "{day}，{unit}成立{n}支突击队，{n}名{people}在{place}值守。",
)
_FURTHER = (
    "工作队走访居民{big}户，登记老人{n}名。",
    "{people}搬运{goods}{big}{measure}，又清理垃圾{n}车。",
    "{unit}还筹集资金{bound}{n}万元，用于购买{goods}。",
    "{unit}{post}{person}说：“大家的事，我们一件一件办好。”",
    "截至{day}，{unit}累计发放{goods}{huge}{measure}。",
    "{post}{person}带领{n}名{people}清运积雪，疏通道路{n}公里。",
    "{people}每天两次为{n}名居民测量体温。",
)
# What is no deed: weather, feelings, views, plans. About half of a report, as in a newspaper.
_BESIDES = (
    "天还没亮，{street}路上已经有了灯光，雪花落在帐篷的顶上，四周很安静。",
    "“家里什么都不缺，你们放心，等天气好了，一起到湖边看桃花。”住在{place}的{person}说，她的两个孩子都在外地。",
    "社区里老年人多，楼房没有电梯，{n}层的楼梯对许多人来说是一道难题，这样的难题在老城区很常见。",
    "困难面前，最珍贵的是信心，最有力的是团结，这是{area}许多人的共同感受，也是这个春天的底色。",
    "下一步，{unit}将继续完善机制，力争在月底之前让每一个小区都有自己的服务站，让每一位居民都能少走路。",
    "{street}街道位于{area}的东部，有{n}个小区，人口{big}余人，其中六十岁以上的老人占三分之一以上。",
)
_POSTS = ("局长", "主任", "书记", "队长", "院长")


def texts(reports: int, seed: int = 1, characters: int = 1500) -> Iterator[tuple[str, str]]:
    """Yield reports as (file name with the day of publication, text of about so many characters)."""
    chance = random.Random(seed)
    areas = [city + a + b for city in _CITIES for a, b in zip(_COUNTY, _COUNTY_END * 3, strict=True)]
    told: deque[str] = deque(maxlen=30)  # doings of the reports just before, which others tell again
    for n in range(reports):
        day = _FIRST_DAY + timedelta(days=n * _DAYS // reports)
        own, text = _report(chance, day, areas, list(told), characters)
        told.extend(chance.sample(own, min(3, len(own))))
        yield f"{day.isoformat()}-{n:05}.txt", text


def _report(
    chance: random.Random, day: date, areas: list[str], told: list[str], characters: int
) -> tuple[list[str], str]:
    area = chance.choice(areas)
    lines = [chance.choice(_TITLES).format(**_words(chance, day, area))]
    own: list[str] = []
    size = len(lines[0])
    while size < characters:
        if told and chance.random() < 0.2:
            sentences = [chance.choice(told)]
        else:
            own.append(chance.choice(_DEEDS).format(**_words(chance, day, area)))
            sentences = [own[-1]]
        for form in (*chance.sample(_FURTHER, chance.randrange(1, 3)), chance.choice(_BESIDES)):
            sentences.append(form.format(**_words(chance, day, area)))
        lines.append("".join(sentences))
        size += len(lines[-1]) + 2
    return own, "\n\n".join(lines) + "\n"


def _words(chance: random.Random, day: date, area: str) -> dict[str, object]:
    done = day - timedelta(days=chance.randrange(4))
    goods, measure = chance.choice(_GOODS)
    bureau = chance.choice(_BUREAUS)
    street = chance.choice(_STREET)
    return {
        "area": area,
        "bureau": bureau,
        "unit": area + bureau,
        "street": street,
        "place": f"{street}社区" if chance.random() < 0.7 else f"{street}街道",
        "day": f"{done.month}月{done.day}日",
        "people": chance.choice(_PEOPLE),
        "goods": goods,
        "measure": measure,
        "bound": chance.choice(_BOUND),
        "n": chance.randrange(2, 80),
        "big": chance.randrange(100, 3000),
        "huge": f"{chance.randrange(1, 90)}.{chance.randrange(1, 9)}万",
        "post": chance.choice(_POSTS),
        "person": chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2)),
    }


def write(folder: Path, reports: int, characters: int = 1500, seed: int = 1) -> None:
    """Write reports into a folder, a thousand to each folder within."""
    for n, (name, text) in enumerate(texts(reports, seed, characters)):
        inside = folder / f"{n // 1000:03}"
        inside.mkdir(parents=True, exist_ok=True)
        (inside / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    numbers = [int(word) for word in (sys.argv[1], *sys.argv[3:])]
    write(Path(sys.argv[2]), *numbers)
