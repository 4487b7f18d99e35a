"""Contributions that say much the same, and the words by which they do, as people wrote them."""

from events import ids
from service import likeness
from service.likeness import Said

WORKSHOP = ids.new()


def words(*texts: str) -> list[tuple[str, ...]]:
    """The words of each pair that is suggested, the most alike first."""
    return [pair.words for pair in likeness.alike(Said(WORKSHOP, ids.new(), text) for text in texts)]


def test_words_in_common_are_told_as_most_people_wrote_them() -> None:
    assert words("Des élus référents", "Une ELUS référents", "Élus mobilisés") == [("référents", "élus"), ("élus",), ("élus",)]
    assert words("Une œuvre", "L’ŒUVRE commune") == [("œuvre",)]
    assert words("Une reunion a l ecole", "Réunion d’école", "Écrire") == [("école", "réunion")]


def test_words_that_any_text_holds_are_no_reason() -> None:
    assert words("Notre réseau dans chaque commune", "Le réseau avec notre commune") == []
