"""Changes that make the sound example wrong, each with the lines that a person gets."""

# What is changed in the records, and what is told then.
CHANGES = {
    "a span past the text": (
        "end: 187}",
        "end: 999}",
        ["deed d10: the span 182–999 runs past the text, which has 203 characters"],
    ),
    "a paragraph that is not there": (
        "paragraph: 6, start: 182",
        "paragraph: 7, start: 182",
        ["deed d10: the span 182–187 names paragraph 7; the text has 6"],
    ),
    "a span of another paragraph": (
        "paragraph: 6, start: 182",
        "paragraph: 5, start: 182",
        ["deed d10: the span 182–187 does not lie in paragraph 5; that one has the characters 149–171"],
    ),
    "another number": (
        "value: 60,",
        "value: 61,",
        [
            "deed d02: quantities.q1: 61 cannot be read in the deed's spans; the numbers there: 60",
            "report qinghu-2021: the number 60余 is in no record; "
            "record it, or add {paragraph: 2, start: 45, end: 48} to unrecorded and say why",
        ],
    ),
    "another bound": (
        "measure: 户, bound: almost",
        "measure: 户, bound: exact",
        [
            "deed d07: quantities.q1.bound: the text says almost (百), not exact",
            "report qinghu-2021: the number 百 is in no record; "
            "record it, or add {paragraph: 4, start: 135, end: 136} to unrecorded and say why",
        ],
    ),
    "another measure": (
        "measure: 桶",
        "measure: 箱",
        [
            "deed d06: quantities.q2.measure: 箱 is not beside 8 in the text",
            "report qinghu-2021: the number ８ is in no record; "
            "record it, or add {paragraph: 4, start: 131, end: 132} to unrecorded and say why",
        ],
    ),
    "a number told twice whose other deed does not tell it": (
        "same: d09/q1",
        "same: d07/q1",
        ["deed d10: quantities.q1: 3.5 cannot be read in the deed's spans; the numbers there: 100, 345000"],
    ),
    "another day": (
        'start: "2021-08-03", end: "2021-08-03"',
        'start: "2021-08-04", end: "2021-08-04"',
        [
            "deed d09: when.start: 2021-08-04 cannot be read in the deed's spans; "
            "fix it, or add when.start to inferred",
            "report qinghu-2021: the date 2021年8月3日 is in no record; "
            "record it, or add {paragraph: 6, start: 172, end: 181} to unrecorded and say why",
        ],
    ),
    "a last day that is not said": (
        'start: "2021-08-03", end: "2021-08-03"',
        'start: "2021-08-03", end: "2021-08-09"',
        [
            "deed d09: when.end: 2021-08-09 cannot be read in the deed's spans; fix it, or add when.end to inferred"
        ],
    ),
    "a year that is not said": (
        "    inferred: [when.year]\n    source: {paragraph: 4",
        "    source: {paragraph: 4",
        ["deed d06: when.asOf: the text says no year; add when.year to inferred"],
    ),
    "another year than the one said": (
        'start: "2021-08-03", end: "2021-08-03"',
        'start: "2020-08-03", end: "2020-08-03"',
        [
            "deed d09: when.start: 2020-08-03 cannot be read in the deed's spans; "
            "fix it, or add when.start to inferred",
            "report qinghu-2021: the date 2021年8月3日 is in no record; "
            "record it, or add {paragraph: 6, start: 172, end: 181} to unrecorded and say why",
        ],
    ),
    "another duration": (
        "duration: P3D",
        "duration: P3M",
        [
            "deed d03: when.duration: P3M cannot be read in the deed's spans",
            "report qinghu-2021: the number 3 is in no record; "
            "record it, or add {paragraph: 3, start: 84, end: 85} to unrecorded and say why",
        ],
    ),
    "more times a day": (
        "times: 2",
        "times: 3",
        [
            "deed d04: when.recurrence.times: 3 cannot be read in the deed's spans",
            "report qinghu-2021: the number 两 is in no record; "
            "record it, or add {paragraph: 3, start: 93, end: 94} to unrecorded and say why",
        ],
    ),
    "words of a time that are not said": (
        "when: {recurrence: {allDay: true}}",
        "when: {said: 夜里, recurrence: {allDay: true}}",
        ["deed d05: when.said: 夜里 is not in the deed's spans; fix it, or add when.said to inferred"],
    ),
    "a doer who is not named": (
        "    inferred: [who]\n    source: {paragraph: 3, start: 91",
        "    source: {paragraph: 3, start: 91",
        [
            "deed d04: who: wang-xiaohe (王小河) is not named in the deed's spans; "
            "widen a span, or add who to inferred",
        ],
    ),
    "a document that is not named": (
        "name: 关于做好防汛工作的通知",
        "name: 关于做好抗旱工作的通知",
        [
            "deed d01: about: flood-notice (关于做好抗旱工作的通知) is not named in the deed's spans; widen a span"
        ],
    ),
    "a place around that is not named": (
        "level: subdistrict, name: 青湖镇",
        "level: subdistrict, name: 红湖镇",
        [
            "deed d02: where: the paragraph does not name 红湖镇; add where.subdistrict to inferred",
            "deed d09: where: the paragraph does not name 红湖镇; add where.subdistrict to inferred",
            "report qinghu-2021: unrecorded: nothing is left over in 0–3 (paragraph 1); take the entry out",
        ],
    ),
    "another age": (
        "age: 41",
        "age: 42",
        [
            "agent wang-xiaohe: age: 42 cannot be read in its spans",
            "report qinghu-2021: the number 41 is in no record; "
            "record it, or add {paragraph: 3, start: 70, end: 72} to unrecorded and say why",
        ],
    ),
    "an agent whose words have another name": (
        "name: 村民,",
        "name: 居民,",
        [
            "agent villagers: its spans do not have the name 居民; fix the span, or add the report's word to names"
        ],
    ),
    "an excuse less": (
        "    - {paragraph: 5, start: 150, end: 152, why: a saying}\n",
        "",
        [
            "report qinghu-2021: the number 一 is in no record; "
            "record it, or add {paragraph: 5, start: 150, end: 151} to unrecorded and say why",
        ],
    ),
    "an excuse for nothing": (
        "start: 150, end: 152, why: a saying}",
        "start: 150, end: 152, why: a saying}\n    - {paragraph: 5, start: 153, end: 155, why: a whim}",
        ["report qinghu-2021: unrecorded: nothing is left over in 153–155 (paragraph 5); take the entry out"],
    ),
    "a known name that no record cites": (
        "places:\n",
        "places:\n  - {id: chopsticks, level: site, name: 筷子}\n",
        [
            "report qinghu-2021: the name 筷子 is in no record; "
            "record it, or add {paragraph: 5, start: 152, end: 154} to unrecorded and say why",
            "report qinghu-2021: the name 筷子 is in no record; "
            "record it, or add {paragraph: 5, start: 159, end: 161} to unrecorded and say why",
        ],
    ),
}
