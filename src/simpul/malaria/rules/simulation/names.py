"""Names of nobody: given names of our own list, a family name that says it is made up, and a mark."""

from random import Random

MARK = "(S)"
"""Ends the name of everybody who is made up (sintetis)."""
_WOMEN = (
    "Adelina", "Bernadeta", "Carolina", "Dorkas", "Elsina", "Febronia", "Gerarda", "Hermina", "Irene", "Josefina",
    "Katarina", "Lidia", "Magdalena", "Naomi", "Oktovina", "Paulina", "Rosalina", "Selfina", "Tabita", "Ursula",
    "Veronika", "Wilhelmina", "Yohana", "Yosina", "Aisyah", "Fatimah", "Halimah", "Salma",
)  # fmt: skip
_MEN = (
    "Abraham", "Benyamin", "Cornelis", "Daniel", "Elieser", "Frans", "Gerson", "Hengki", "Isak", "Jeremias",
    "Korneles", "Lukas", "Melkias", "Naftali", "Obet", "Petrus", "Rafael", "Samuel", "Timotius", "Urbanus", "Viktor",
    "Wempi", "Yakobus", "Zakarias", "Ahmad", "Hasan", "Ismail", "Umar",
)  # fmt: skip
_FAMILIES = (
    "Contoh", "Misal", "Umpama", "Andai", "Tiruan", "Buatan", "Latihan", "Rekaan", "Khayal", "Maya", "Semu",
    "Simulasi",
)  # fmt: skip
_SPELLED = (("y", "j"), ("k", "c"), ("f", "p"), ("i", "y"))


def of(chance: Random, sex: str) -> str:
    """The name of a made-up person, `L` or `P`."""
    given = chance.sample(_WOMEN if sex == "P" else _MEN, 2)
    return f"{given[0]} {given[1]} {chance.choice(_FAMILIES)} {MARK}"


def respelled(chance: Random, name: str) -> str:
    """The same name as somebody else might write it."""
    old, new = chance.choice(_SPELLED)
    return name.replace(old, new, 1)
