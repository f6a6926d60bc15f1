"""Speed of the rule catalogue and of near-duplicates on an invented service, with the bounds of the issue.

    python benchmarks/conformity.py [--share 0.1]

3,000 positions with 40,000 duties and rights: all findings in under 20 s. 20,000 texts: near-duplicates in
under 60 s. The texts are put together from the phrases of real statutes, every tenth a reworded other.
"""

import argparse
import random
import time
from datetime import date, timedelta

from chegara.integrity.methods.catalogue import completeness, find_all
from chegara.integrity.methods.findings import thresholds
from chegara.integrity.methods.near_duplicates import near_duplicates
from chegara.integrity.methods.service import (
    Appointment,
    Duty,
    Function,
    Norm,
    Position,
    Requirement,
    Responsibility,
    Right,
    Separation,
    Service,
    Task,
    Unit,
    Verb,
)

START = [
    "осуществляет",
    "организует",
    "обеспечивает",
    "проводит",
    "контролирует",
    "ведёт",
    "готовит",
    "рассматривает",
    "вносит",
    "согласует",
]
WHAT = (
    "таможенный контроль товаров", "учёт изъятых товаров", "досмотр транспортных средств", "приём деклараций",
    "проверку документов и сведений", "взимание таможенных платежей", "хранение вещественных доказательств",
    "подготовку отчётов о работе отдела", "рассмотрение обращений граждан", "профили рисков",
    "служебное расследование", "обучение личного состава", "закупку оборудования", "ведение реестра",
    "взаимодействие с пограничной службой", "выдачу разрешений", "контроль валютных операций", "осмотр помещений",
)  # fmt: skip
WHERE = (
    "на государственной границе", "в пунктах пропуска", "в зоне деятельности таможни", "в установленном порядке",
    "в соответствии с таможенным законодательством", "в пределах своей компетенции", "по поручению начальника",
    "при перемещении физическими лицами", "для внутреннего потребления", "с применением технических средств",
    "в информационной системе", "в отношении лиц, перевозящих товары", "не позднее одного рабочего дня",
)  # fmt: skip


def sentences(rng: random.Random, count: int) -> list[str]:
    """Return invented texts, every tenth nearly the same as another."""
    texts: list[str] = []
    while len(texts) < count:
        if texts and rng.random() < 0.1:
            words = rng.choice(texts).split()
            words[rng.randrange(len(words))] = rng.choice(START)
            texts.append(" ".join(words))
            continue
        body = "; ".join(f"{rng.choice(WHAT)} {rng.choice(WHERE)}" for _ in range(rng.randint(1, 3)))
        texts.append(f"{rng.choice(START)} {body} № {rng.randrange(10**4)}")
    return texts


def service(rng: random.Random, positions: int, items: int) -> Service:
    """Return an invented service of this size, with faults of all kinds in it."""
    units, functions, on = positions // 12, positions, date(2026, 6, 1)
    objects = [f"object-{number}" for number in range(200)]
    verbs = list(Verb)
    texts = sentences(rng, functions)
    where = [rng.randrange(units) for _ in range(positions)]
    of_unit: dict[int, list[int]] = {}
    for key in range(functions):
        of_unit.setdefault(key % units, []).append(key)
    duty = [
        Duty(key, post, rng.choice(of_unit[where[post]]), rng.choice(verbs), rng.choice(objects), 0)
        for key in range(items // 2)
        for post in [key % positions]
    ]
    right = [
        Right(key, key % positions, None, rng.choice(verbs), rng.choice(objects), 0)
        for key in range(items - len(duty))
    ]
    return Service(
        on=on,
        norms=(Norm(0),),
        units=tuple(Unit(key, (key - 1) // 5 if key else None, staff=12.0) for key in range(units)),
        tasks=tuple(Task(key, key % units) for key in range(2 * units)),
        functions=tuple(
            Function(key, key % units, f"{key % 900}", texts[key], None, 0, rng.choice(verbs), rng.choice(objects))
            for key in range(functions)
        ),
        positions=tuple(
            Position(key, where[key], rng.randint(1, 4), (key - 1) // 6 if key else None, rng.random() < 0.2)
            for key in range(positions)
        ),
        duties=tuple(duty),
        rights=tuple(right),
        requirements=tuple(Requirement(key, key, "law", 2) for key in range(0, positions, 2)),
        responsibilities=tuple(Responsibility(key, key) for key in range(0, positions, 3)),
        appointments=tuple(
            Appointment(key, key % (positions * 9 // 10), key, since=on - timedelta(days=rng.randrange(3000)))
            for key in range(positions)
        ),
        separations=tuple(
            Separation(key, frozenset((rng.choice(verbs), each) for each in rng.sample(objects, 2 + key % 4)), 2 + key % 3)
            for key in range(30)
        ),
    )  # fmt: skip


def main() -> None:
    """Print both figures with their bounds."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    share = parser.parse_args().share
    rng = random.Random(20260126)  # noqa: S311 - an invented service, drawn the same each time
    made = service(rng, int(3000 * share), int(40_000 * share))
    began, cpu = time.perf_counter(), time.process_time()
    found = find_all(made, thresholds())
    complete = completeness(made)
    print(
        f"all rules and the index: {time.perf_counter() - began:.2f} s ({time.process_time() - cpu:.2f} s of CPU), "
        f"{len(made.positions)} positions, {len(made.duties) + len(made.rights)} duties and rights, "
        f"{len(found)} findings, {len(complete)} positions indexed; bound 20 s"
    )
    texts = sentences(rng, int(20_000 * share))
    began, cpu = time.perf_counter(), time.process_time()
    pairs = near_duplicates(texts)
    print(
        f"near-duplicates: {time.perf_counter() - began:.2f} s ({time.process_time() - cpu:.2f} s of CPU), "
        f"{len(texts)} texts, {len(pairs)} pairs; bound 60 s"
    )


if __name__ == "__main__":
    main()
