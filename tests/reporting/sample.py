# ruff: noqa: E501
"""A document with every block, all of it invented: what the tests render and what a person looks at."""

from __future__ import annotations

import math
from datetime import date

from chegara.common.periods import Month
from chegara.reporting.bars import Estimate, horizontal_bars, interval_bars
from chegara.reporting.base_maps import Point
from chegara.reporting.blocks import (
    Block,
    Bullets,
    Callout,
    Column,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Signature,
    SignatureBlock,
    Span,
    Table,
)
from chegara.reporting.charts import (
    About,
    Fan,
    Gap,
    Line,
    forecast_fan,
    monthly_lines,
    small_multiples,
)
from chegara.reporting.maps import symbol_map
from chegara.reporting.numbers import decimal, integer, month, percent
from chegara.reporting.strips import seasonal_strip

SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "kind": kind,
                "code": code,
                "name_en": english,
                "name_ru": russian,
                "invented": True,
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]]],
            },
        }
        for kind, code, english, russian, x, y, w, h in (
            ("neighbour", "XL", "Lomeria", "Ломерия", -46, 42, 10, 3),
            ("neighbour", "XO", "Ostrana", "Острана", -46, 36, 10, 3),
            ("country", "XS", "Sarvania", "Сарвания", -45, 39, 7, 3),
        )
    ],
}

TEXTS = {
    "en": {
        "title": "Country risk analysis: Sarvania, 2015",
        "subtitle": "First edition, with the outlook for 2016",
        "issuer": "Risk Analysis Unit, Border Guard of Sarvania",
        "marking": "For official use",
        "banner": "Invented data: Sarvania does not exist",
        "cover": (
            "Period: January to December 2015",
            "Agencies: Border Guard, Customs, Interior, Drug Control",
        ),
        "summary": "Summary",
        "quality": "Quality of the data and method",
        "situation": "Situation at the border",
        "flows": "Flows of persons and vehicles",
        "detail": "Crossing points with the largest flow",
        "outlook": "Outlook",
        "annex": "Annex: sources",
        "text": (
            "In 2015 the four agencies reported 1 284 violations, which is fewer than in 2014; the interval of the "
            "change includes zero, so that no fall can be claimed. The third quarter has only three reports and is "
            "treated as a gap, not as a fall. "
        ),
        "bold": "No agency reported flows by citizenship.",
        "link": "The rows behind this number",
        "items": (
            "Reports of two agencies were reconciled by number and date.",
            "Months without a report are shown as unknown, never as zero.",
            "Intervals are exact Poisson intervals at 95%.",
        ),
        "gap": "Gap in reporting",
        "gap_text": "From September to November 2014 one agency sent nothing. Totals of that quarter are a lower bound.",
        "point": "Crossing point",
        "value": "Persons",
        "share": "Share",
        "remark": "Remark",
        "source": "Border Guard of Sarvania (invented), January 2011 to December 2015",
        "description": "The line rises each summer and falls each winter; autumn 2014 is missing.",
        "total": "Total",
        "sign": "Agreed",
        "offices": ("Head of the Risk Analysis Unit", "Deputy Head of the Border Guard"),
    },
    "ru": {
        "title": "Анализ рисков на границе: Сарвания, 2015 год",
        "subtitle": "Первая редакция, с прогнозом на 2016 год",
        "issuer": "Отдел анализа рисков Пограничной службы Сарвании",
        "marking": "Для служебного пользования",
        "banner": "Вымышленные данные: Сарвании не существует",
        "cover": (
            "Период: январь – декабрь 2015 года",
            "Ведомства: пограничная служба, таможня, МВД, агентство по контролю за наркотиками",
        ),
        "summary": "Основные выводы",
        "quality": "Качество данных и метод",
        "situation": "Обстановка на границе",
        "flows": "Потоки лиц и транспортных средств",
        "detail": "Пункты пропуска с наибольшим потоком",
        "outlook": "Прогноз",
        "annex": "Приложение: источники",
        "text": (
            "В 2015 году четыре ведомства сообщили о 1 284 нарушениях, что меньше, чем в 2014 году; интервал "
            "изменения включает ноль, поэтому утверждать о снижении нельзя. За третий квартал поступило лишь три "
            "донесения; он рассматривается как пробел в отчётности, а не как снижение. "
        ),
        "bold": "О потоках по гражданству не сообщило ни одно ведомство.",
        "link": "Строки, на которых основано число",
        "items": (
            "Донесения двух ведомств сверены по номеру и дате.",
            "Месяцы без отчёта показаны как неизвестные, а не как ноль.",
            "Интервалы – точные пуассоновские, 95 %.",
        ),
        "gap": "Пробел в отчётности",
        "gap_text": "С сентября по ноябрь 2014 года одно ведомство не сообщало ничего. Итог – нижняя граница.",
        "point": "Пункт пропуска",
        "value": "Лица",
        "share": "Доля",
        "remark": "Примечание",
        "source": "Пограничная служба Сарвании (вымышлено), январь 2011 – декабрь 2015 года",
        "description": "Линия растёт каждое лето и падает каждую зиму; осени 2014 года нет.",
        "total": "Всего",
        "sign": "Согласовано",
        "offices": ("Начальник отдела анализа рисков", "Заместитель начальника Пограничной службы"),
    },
}


def wave(length: int, amplitude: float, offset: int = 0) -> list[float | None]:
    """A made-up series with a summer's peak."""
    return [
        float(round(amplitude * (1.3 + math.sin((index + offset - 3) / 12 * math.tau) + index / 90)))
        for index in range(length)
    ]


def about(language: str, caption: str) -> About:
    texts = TEXTS[language]
    return About(
        caption=caption,
        description=str(texts["description"]),
        source=str(texts["source"]),
        language=language,
        stamp=str(texts["banner"]),
    )


def history(language: str) -> Line:
    values = wave(60, 900)
    values[44:47] = [None] * 3
    return Line(str(TEXTS[language]["value"]), Month(2011, 1), values)


def figures(language: str) -> tuple[Figure, ...]:
    """One of each chart, and a map."""
    texts = TEXTS[language]
    line = history(language)
    middle = [float(value or 0) for value in wave(12, 1000)]
    fan = Fan(
        start=Month(2016, 1),
        values=middle,
        lo80=[0.85 * v for v in middle],
        hi80=[1.15 * v for v in middle],
        lo95=[0.7 * v for v in middle],
        hi95=[1.3 * v for v in middle],
        seasonal_naive=line.values[48:],
    )
    gaps = (Gap(Month(2014, 9), Month(2014, 11)),)
    unit = str(texts["value"])
    names = [f"{texts['point']} {letter}" for letter in "ABCDEFGHIJKL"]
    return (
        monthly_lines(
            about(language, f"{texts['flows']}, 2011–2015"),
            [line, Line(str(texts["total"]), Month(2011, 1), wave(60, 1500, 1))],
            unit=unit,
            gaps=gaps,
        ),
        forecast_fan(about(language, str(texts["outlook"])), line, fan, unit=unit, gaps=gaps),
        horizontal_bars(
            about(language, str(texts["detail"])),
            [(name, 12000.0 / (i + 1)) for i, name in enumerate(names)],
            unit=unit,
        ),
        seasonal_strip(about(language, str(texts["flows"])), line, unit=unit),
        small_multiples(
            about(language, str(texts["detail"])),
            [Line(name, Month(2011, 1), wave(60, 40 * 3 ** (i % 4), i)) for i, name in enumerate(names[:6])],
            unit=unit,
            gaps=gaps,
        ),
        interval_bars(
            about(language, str(texts["share"])),
            [Estimate(name, 12.5 - i, 8.0 - i, 18.25 - i) for i, name in enumerate(names[:5])],
            unit="%",
        ),
        symbol_map(
            about(language, str(texts["situation"])),
            [
                Point(name, -44.5 + (i * 1.7) % 6, 39.3 + (i * 0.7) % 2.5, 900.0 / (i + 1))
                for i, name in enumerate(names[:7])
            ],
            unit=unit,
            base=SQUARE,
            focus="XS",
        ),
    )


def table(language: str, rows: int = 8) -> Table:
    texts = TEXTS[language]
    value = 123456.0
    body = tuple(
        (
            f"{texts['point']} {number + 1}",
            integer(value / (number + 1), language),
            percent(0.31 / (number + 1), language, 1),
            str(texts["items"][number % 3]) if number % 4 == 0 else "–",
        )
        for number in range(rows)
    )
    return Table(
        str(texts["detail"]),
        (
            Column(str(texts["point"]), width=1.6),
            Column(str(texts["value"]), "end"),
            Column(str(texts["share"]), "end", 0.8),
            Column(str(texts["remark"]), width=2.4),
        ),
        (*body, (str(texts["total"]), integer(value * 2, language), percent(1, language), "")),
        source=str(texts["source"]),
        notes=(str(texts["items"][1]),),
        emphasised=frozenset({rows}),
    )


def months_table(language: str) -> Table:
    """A table that runs over pages."""
    line = history(language)
    return Table(
        str(TEXTS[language]["flows"]),
        (Column(str(TEXTS[language]["point"]), width=2), Column(str(TEXTS[language]["value"]), "end")),
        tuple((month(m, language), decimal(v, language, 0)) for m, v in line.points),
    )


def sample(language: str, chapters: int = 1) -> Document:
    """Return a document with every block; `chapters` repeats its middle part."""
    texts = TEXTS[language]
    drawn = figures(language)
    paragraph = Paragraph(
        (
            str(texts["text"]),
            Span(str(texts["bold"]), bold=True),
            " ",
            Span(str(texts["link"]), italic=True, href="/evidence/rows/?cell=1"),
            ".",
        )
    )
    middle: list[Block] = []
    for _ in range(chapters):
        middle += [
            Heading(str(texts["situation"])),
            paragraph,
            Heading(str(texts["flows"]), 2),
            paragraph,
            drawn[0],
            paragraph,
            table(language),
            Heading(str(texts["detail"]), 3),
            paragraph,
            drawn[2],
            drawn[6],
            drawn[3],
            drawn[4],
            months_table(language),
        ]
    return Document(
        title=str(texts["title"]),
        subtitle=str(texts["subtitle"]),
        issued_by=str(texts["issuer"]),
        issued_on=date(2016, 2, 15),
        language=language,
        marking=str(texts["marking"]),
        banner=str(texts["banner"]),
        cover_lines=tuple(str(line) for line in texts["cover"]),
        blocks=(
            Heading(str(texts["summary"]), numbered=False),
            paragraph,
            Bullets(tuple(str(item) for item in texts["items"])),
            Callout(str(texts["gap"]), str(texts["gap_text"]), "warning"),
            Heading(str(texts["quality"])),
            paragraph,
            Bullets(tuple(str(item) for item in texts["items"]), ordered=True),
            Callout(str(texts["gap"]), str(texts["gap_text"])),
            *middle,
            Heading(str(texts["outlook"])),
            paragraph,
            drawn[1],
            drawn[5],
            PageBreak(),
            Heading(str(texts["annex"]), numbered=False),
            Bullets(tuple(str(item) for item in texts["items"]), ordered=True),
            SignatureBlock(
                str(texts["sign"]),
                (Signature(str(texts["offices"][0]), "A. N. Example"), Signature(str(texts["offices"][1]))),
            ),
        ),
    )
