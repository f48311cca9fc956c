"""Short generated stories with names, datelines and quotations: any number of them, by a seed."""

from __future__ import annotations

import random
from pathlib import Path

TOWNS = ("TAPACHULA, Mexico", "WARSAW, Poland", "LIMA, Peru", "OTTAWA, Canada", "HAVANA, Cuba")
FIRST = ("Maria", "Peter", "Anna", "John", "Denis", "José")
MIDDLE = ("", "", "Omar ", "Luisa ")
LAST = ("Lopez", "Novak", "Schmidt", "Carter", "Contreras", "García")
SUBJECTS = ("border", "harbour", "election", "caravan", "drought", "strike")
MONTHS = ("January", "April", "August", "October")


def story(number: int, version: int = 0) -> str:
    """Return a story; of the same number and version the same one."""
    chance = random.Random(f"{number} {version}")
    person, other = (
        f"{chance.choice(FIRST)} {chance.choice(MIDDLE)}{chance.choice(LAST)}" for _ in range(2)
    )
    subject, town = chance.choice(SUBJECTS), chance.choice(TOWNS)
    day = f"{chance.choice(MONTHS)} {chance.randint(1, 28)}, {chance.randint(2016, 2019)}"
    return (
        f"Talks on the {subject} go on, part {number}\n\n{day}\n\n"
        f"{town} (AP) — President {person} met Senator {other} to speak about the {subject}.\n\n"
        f"“The {subject} stays open for number{number},” {person.split()[-1]} said on Tuesday. "
        f"Talks with Germany follow in Berlin, {other} said.\n"
    )


def write_stories(folder: Path, numbers: range, version: int = 0) -> Path:
    """Write a file for each number, in ten folders; return the folder."""
    for number in numbers:
        file = folder / str(number % 10) / f"{number:04}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(story(number, version), encoding="utf-8")
    return folder
