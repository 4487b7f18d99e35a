"""One cell as the value of a field: amounts, days, yes and no, the words of a list, several names in one cell.

People fill spreadsheets in many ways; what can only mean one thing is taken, what could mean two is refused with a
sentence that says how to write it. Dates in words are no fault: they belong to the calendar (InWords).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from service.files.columns import words
from service.files.workbook import Cell, Failed

MAX_CENTS = 10**13
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
_SERIALS = range(25_569, 84_006)  # 1970 to 2129 as a spreadsheet counts days

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre")
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?)?")
_WRITTEN = re.compile(rf"(?:lundi |mardi |mercredi |jeudi |vendredi |samedi |dimanche )?(\d{{1,2}})(?:er)? ({'|'.join(MONTHS)}) (\d{{4}})")
_QUOTED = re.compile(r'[ \t]*"((?:[^"]|"")+)"[ \t]*(?:[,;\n]|$)')
_AMOUNT = re.compile(r"(\d{1,3}(?:([ .’'])\d{3})(?:\2\d{3})*|\d+)(?:[.,](\d{1,2}))?")
_UNITS = re.compile(r"(k|m)?\s*(€|eur|euros?)?\s*(ht|ttc)?\s*\.?")
_NOT_KNOWN = frozenset(
    {"", "nc", "n c", "na", "n a", "nd", "n d", "neant", "aucun", "aucune", "inconnu", "sans objet", "so"}
    | {"a definir", "a preciser", "a determiner"}
)


def _spelled(**spellings: str) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(same.split(", ")) for name, same in spellings.items()}


STATUSES = _spelled(
    planned="a venir, prevu, planifie, programme, non demarre, non commence, pas commence, a faire, a lancer, planned",
    to_discuss="a discuter, a l etude, en discussion, en reflexion, to discuss",
    in_progress="en cours, en cours de realisation, engage, demarre, lance, in progress",
    late="en retard, retard, late",
    paused="en pause, suspendu, en suspens, pause, paused",
    blocked="bloque, blocked",
    done="realise, termine, acheve, fait, fini, cloture, done",
    abandoned="abandonne, annule, abandoned",
)
PRIORITIES = _spelled(
    high="eleve, haut, fort, prioritaire, high",
    medium="moyen, medium",
    low="bas, faible, low",
)
PARTICIPATIONS = _spelled(
    none="pas de participation citoyenne, pas de participation, sans participation, none",
    information="information",
    consultation="consultation",
    concertation="concertation",
    co_construction="co construction, coconstruction, co construction citoyenne",
)
_YES = {"vrai", "oui", "x", "1", "true", "yes", "v", "✓", "✔", "✅", "☑", "☒"}
_NO = {"faux", "non", "0", "false", "no", "", "-", "–", "☐"}


class Unread(Exception):
    """A cell that can not be taken as it stands: the key of the sentence, and what fills it in."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class InWords(Exception):
    """A date that only words can tell: « printemps 2023 », 2024."""


Noted = Callable[..., None]  # (key, **values): something a person should know, though nothing is wrong


def text(cell: Cell) -> str | None:
    """What the cell shows."""
    match cell:
        case Failed(shown):
            raise Unread("formula_failed", value=shown)
        case str():
            return cell or None
        case bool():
            return "VRAI" if cell else "FAUX"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.10g}".replace(".", ",")
        case datetime():
            return cell.strftime("%d/%m/%Y") if cell.time() == time() else cell.strftime("%d/%m/%Y %H:%M")
        case date():
            return cell.strftime("%d/%m/%Y")
        case time():
            return cell.strftime("%H:%M")
        case timedelta():
            return str(cell)


def line(cell: Cell) -> str | None:
    """The same on one line."""
    return " ".join((text(cell) or "").split()) or None


def code(cell: Cell) -> str | None:
    """A short code; 1.1 may have become a number."""
    shown = line(cell)
    return shown.replace(",", ".") if shown and isinstance(cell, float) else shown


def calendar(cell: Cell) -> str | None:
    """A calendar in words; a day whose format was lost is a day again."""
    if isinstance(cell, float) and cell.is_integer() and int(cell) in _SERIALS:
        return text(_EPOCH + timedelta(days=int(cell)))
    return text(cell)


def day(cell: Cell) -> date | None:
    """A day; InWords when the cell tells it some other way."""
    match cell:
        case datetime():
            return _within(cell.date(), cell)
        case date():
            return _within(cell, cell)
        case float() if cell.is_integer() and int(cell) in _SERIALS:
            return _EPOCH + timedelta(days=int(cell))
    shown = line(cell)
    if shown is None:
        return None
    if found := _DAY_FIRST.fullmatch(shown):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return _within(_date(year, int(found[2]), int(found[1]), shown), shown)
    if found := _YEAR_FIRST.fullmatch(shown):
        return _within(_date(int(found[1]), int(found[2]), int(found[3]), shown), shown)
    if found := _WRITTEN.fullmatch(words(shown)):
        return _within(_date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1]), shown), shown)
    raise InWords


def _date(year: int, month: int, day_of_month: int, shown: str) -> date:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        raise Unread("no_such_day", value=shown) from None


def _within(found: date, shown: Cell) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unread("no_such_day", value=text(shown))
    return found


def cents(cell: Cell, tax: str | None, note: Noted) -> int | None:
    """An amount of money, however it is written, in cents."""
    shown = line(cell)
    if shown is None:
        return None
    if isinstance(cell, float):
        return _bounded(Decimal(str(cell)), shown)
    if not isinstance(cell, str):
        raise Unread("no_amount", value=shown)
    if words(shown) in _NOT_KNOWN:
        note("amount_left_out", value=shown) if words(shown) else None
        return None
    plain = shown.casefold().replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ").removeprefix("€").strip()
    found = _AMOUNT.match(plain)
    units = _UNITS.fullmatch(plain[found.end() :].strip()) if found else None
    if found is None or units is None:
        raise Unread("no_amount", value=shown)
    if tax is not None and units[3] is not None and units[3].upper() != tax:
        note("other_tax", value=shown, tax=tax)
    try:
        amount = Decimal(re.sub(r"[ .’']", "", found[1]) + "." + (found[3] or "0"))
    except InvalidOperation:
        raise Unread("no_amount", value=shown) from None
    return _bounded(amount * {"k": 1_000, "m": 1_000_000}.get(units[1] or "", 1), shown)


def _bounded(amount: Decimal, shown: str) -> int:
    if not amount.is_finite() or amount < 0 or amount * 100 > MAX_CENTS:
        raise Unread("no_amount", value=shown)
    return int((amount * 100).to_integral_value())


def yes(cell: Cell) -> bool:
    """VRAI or FAUX, oui or non, a cross or nothing."""
    if isinstance(cell, bool):
        return cell
    shown = (line(cell) or "").casefold()
    if shown in _YES:
        return True
    if shown in _NO:
        return False
    raise Unread("no_yes_or_no", value=shown)


def choice(cell: Cell, known: Mapping[str, tuple[str, ...]], key: str) -> str | None:
    """One of a short list, in any of its usual spellings and genders."""
    shown = line(cell)
    if shown is None or not words(shown):
        return None
    spoken = words(re.sub(r"[·.(\-/]e\)?s?\b|\(e\)|\(s\)", "", shown.casefold()))
    for name, spellings in known.items():
        if spoken in spellings or any(spoken.removesuffix(end) in spellings for end in ("e", "s", "es", "ne")):
            return name
    raise Unread(key, value=shown)


def several(cell: Cell, people: bool = False) -> tuple[str, ...]:
    """The names in one cell, set apart by commas, semicolons or lines, but not within brackets."""
    shown = text(cell)
    if shown is None:
        return ()
    if people:
        shown = re.sub(r"\s(?:et|&)\s|\s/\s", ", ", shown)
    names = ((part if exact else " ".join(part.strip().lstrip("-–—•·*➔").split()).rstrip(" ;,."), exact) for part, exact in _apart(shown))
    return tuple(dict.fromkeys(name for name, exact in names if exact or words(name) not in _NOT_KNOWN))


def quoted(name: str) -> str:
    """A name as ``several`` reads it again: between quotes where it would be taken for several, or for another."""
    alone = several(f"{name}, –, ") == (name,) and not name.startswith('"')  # an open bracket would hold what comes after it
    return name if alone else '"' + name.replace('"', '""') + '"'


def _apart(shown: str) -> Iterable[tuple[str, bool]]:
    """The parts of a cell, and whether each stood between quotes, so that nothing in it sets names apart."""
    depth, start, at = 0, 0, 0
    while at < len(shown):
        if at == start and (found := _QUOTED.match(shown, at)):
            yield found[1].replace('""', '"'), True
            start = at = found.end()
            depth = 0
            continue
        one, index, at = shown[at], at, at + 1
        if one == "(":
            depth += 1
        elif one == ")":
            depth = max(0, depth - 1)
        elif one == "\n" or (one in ",;" and depth == 0):
            yield shown[start:index], False
            start, depth = index + 1, 0
    yield shown[start:], False


# --- What the model workbook says about itself ----------------------------------------------------------------------

# Each sentence by how it begins, in lower case.
_HELP = (
    "champ texte",
    "champ numérique",
    "champ liste déroulante",
    "champ date",
    "champ binaire",
    "si vos axes sont numérotés",
    "si vos sous-axes sont numérotés",
    "si vos sous-sous-axes sont numérotés",
    "texte court de 300 caractères maximum",
    "ce champ ne sera pas intégré lors de l'importation",
    "présentez en quelques lignes le descriptif",
    "reseignez ici le nom et les objectifs",  # as the model writes it
    "renseignez ici le nom et les objectifs",
    "utilisez exactement la même écriture",
    "plusieurs services peuvent être indiqués",
    'créez sous la forme : "prénom nom"',
    "choisissez l'option qui correspond le mieux",
    "saisissez un nombre entier, sans espaces",
    "saisissez une date sous le format",
    "indiquer si l'action est en amélioration continue",
    "ces informations devront être saisies directement sur la plateforme",
)
_EXAMPLE = (
    "action 1 - assurer la coordination de la transition écologique\n (ou)",
    "la collectivité exemple organise des rencontres régulières",
)


def is_help(cell: Cell) -> bool:
    """Is this one of the model's own sentences about how to fill a column?"""
    return isinstance(cell, str) and _beginning(cell).startswith(_HELP)


def is_example(cell: Cell) -> bool:
    """Does this cell stand in the model's example?"""
    return isinstance(cell, str) and _beginning(cell).startswith(_EXAMPLE)


def _beginning(text: str) -> str:
    return text[:80].lstrip("➔ -").casefold().replace("’", "'")


def is_banner(filled: list[Cell]) -> bool:
    """Is this all of a row that only says that the data begin below?"""
    return len(filled) == 1 and isinstance(filled[0], str) and words(filled[0]) in ("donnees", "data", "vos donnees")
